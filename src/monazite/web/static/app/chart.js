// Line charts with direct labels, drawn with ECharts in the colours of the page.
import { init } from '/static/vendor/echarts-6.1.0/echarts.js';

const root = document.documentElement;
export const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
const still = matchMedia('(prefers-reduced-motion: reduce)').matches || navigator.webdriver;
const made = new Map();

export const shown = (value, digits = 3) => {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  const places = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toFixed(Math.min(places, 4)).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, '\u202f').replace('-', '\u2212');
};

export const fixed = (value, places) => value.toFixed(places).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, '\u202f').replace('-', '\u2212');

// Round ticks: at most four of 1, 2 or 5 times a power of ten.
export function niceTicks(low, high, most = 4) {
  if (!(high > low)) { high = low + (Math.abs(low) || 1); }
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const first = Math.floor(low / step + 1e-9) * step;
  const found = [];
  for (let tick = first; tick <= high + step * 0.999; tick += step) found.push(Number(tick.toPrecision(12)));
  return found;
}

// Round ticks between two values of a log axis: of 1, 2, 3, 5, 7 times a power of ten, or fewer.
export function logTicks(low, high, most = 5) {
  const powers = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) powers.push(power);
  const within = (steps) => powers.flatMap((power) => steps.map((step) => Number((step * 10 ** power).toPrecision(6))))
    .filter((tick) => tick >= low && tick <= high);
  return [[1, 1.5, 2, 3, 5, 7], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3]].map(within).find((found) => found.length <= most) ?? within([1]);
}

const yearOf = (month) => Number(month.slice(0, 4)) + (Number(month.slice(5)) - 0.5) / 12;

// Bands: the dark one in full, the pale one cut off at the frame.
function bandSeries(line, scaled) {
  return [['wide_low', 'wide_high', 0.08], ['low', 'high', 0.2]].filter(([low]) => line.band?.[low]).map(([low, high, opacity]) => {
    const points = line.months.map((month, at) => [yearOf(month), scaled(line.band[low][at]), scaled(line.band[high][at])])
      .filter(([, least]) => least !== null);
    return { type: 'custom', silent: true, clip: true, z: 1, data: [points.length ? [points[0][0], points[0][1]] : [0, 0]],
      renderItem(params, api) {
        const edge = [...points.map(([x, , top]) => api.coord([x, top])), ...[...points].reverse().map(([x, bottom]) => api.coord([x, bottom]))];
        const { x, y, width, height } = params.coordSys;
        const inside = edge.map(([left, top]) => [Math.min(x + width, Math.max(x, left)), Math.min(y + height, Math.max(y, top))]);
        return { type: 'polygon', shape: { points: inside }, style: { fill: line.colour, opacity } };
      } };
  });
}

// lines: [{name, months, values, colour, dash, width, band}], options: {unit, events:[year], quotes, percent, zero, log, leaves}
// A band may leave the frame, and then says so (`leaves`); a line may not.
export function drawLines(element, lines, options = {}) {
  let chart = made.get(element);
  if (!chart) {
    chart = init(element, null, { renderer: 'svg' });
    made.set(element, chart);
    new ResizeObserver(() => chart.resize()).observe(element);
  }
  const known = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const quotes = options.quotes ?? [];
  const log = Boolean(options.log) && Math.min(...known) > 0;
  const scaled = (value) => (value === null || value === undefined ? null : log ? Math.log10(value) : value);
  const inBands = lines.flatMap((line) => Object.values(line.band ?? {}).flat()).filter((value) => value !== null && value !== undefined && (!log || value > 0));
  const [lowest, highest] = [Math.min(...known), Math.max(...known)];
  // Bands are shown as far as the lines stay readable.
  const room = log ? Math.max(0.75 * Math.log10(highest / lowest), Math.log10(8)) : 1.5 * (highest - Math.min(0, lowest));
  const [least, most] = log ? [lowest / 10 ** room, highest * 10 ** room] : [lowest - room, highest + room];
  const extent = [...known, ...inBands.filter((value) => value <= most && value >= least), ...quotes.flatMap((one) => [one.low, one.high])];
  const narrow = element.clientWidth < 340;
  if (!known.length) {
    chart.clear();
    element.dataset.empty = options.empty ?? '—';
    return;
  }
  delete element.dataset.empty;
  let low = Math.min(...extent);
  let high = Math.max(...extent);
  if (options.zero) low = Math.min(0, low);
  if (!log && high - low < Math.abs(high) * 0.02) { low -= Math.abs(high) * 0.05 || 1; high += Math.abs(high) * 0.05 || 1; }
  if (options.percent) high = Math.min(high, 100);
  if (log) [low, high] = [low / 1.06, high * 1.06];
  const ticks = log ? logTicks(low, high) : niceTicks(low, high);
  const [bottom, top] = log ? [Math.log10(low), Math.log10(high)] : [ticks[0], ticks.at(-1)];
  const step = ticks[1] - ticks[0];
  const places = [0, 1, 2, 3, 4].find((n) => Math.abs(Number(step.toFixed(n)) - step) < step * 1e-6) ?? 4;
  const written = (value) => (log ? shown(10 ** value, 2) : fixed(value, places));
  const reach = Math.max(...inBands, 0);
  const leaves = scaled(reach) > top + 1e-9 && options.leaves ? options.leaves.replace('{value}', shown(reach, 2)) : '';
  const months = lines.flatMap((line) => line.months);
  const first = Math.floor(yearOf(months.reduce((a, b) => (a < b ? a : b))));
  const last = Math.ceil(yearOf(months.reduce((a, b) => (a > b ? a : b))));
  const ink3 = colour('ink3');
  const ends = lines.filter((line) => line.values.some((value) => value !== null)).map((line) => {
    const at = line.values.findLastIndex((value) => value !== null);
    return { line, at, value: line.values[at] };
  });
  const labelled = Math.max(...ends.map((end) => `${end.line.name} ${shown(end.value)}`.length)) * 7.4 + 10;
  const lined = ends.map(({ line }) => ({
    type: 'line', name: line.name, showSymbol: false, connectNulls: false, silent: true, clip: true,
    data: line.months.map((month, at) => [yearOf(month), scaled(line.values[at])]),
    lineStyle: { color: line.colour, width: line.width ?? 2.2, type: line.dash ? [5, 4] : 'solid', join: 'round' },
    itemStyle: { color: line.colour }, z: line.dash ? 3 : 4,
  }));
  const series = [...lined, ...ends.flatMap(({ line }) => bandSeries(line, scaled))];
  if (series.length) {
    const marks = [];
    if (options.today) marks.push({ xAxis: options.today, lineStyle: { color: colour('ink'), type: 'solid', width: 1 } });
    if (log) for (const tick of ticks) marks.push({ yAxis: Math.log10(tick), lineStyle: { color: colour('line'), type: 'solid', width: 1 } });
    for (const event of options.events ?? []) marks.push({ xAxis: event, lineStyle: { color: colour('alt'), type: [2, 3], width: 1.2 } });
    series[0].markLine = { silent: true, symbol: 'none', animation: false, label: { show: false }, data: marks };
  }
  if (quotes.length) {
    series.push({ type: 'custom', silent: true, z: 2, data: quotes.map((one) => [one.year, scaled(one.low), scaled(one.high)]),
      renderItem(params, api) {
        const [x, top] = api.coord([api.value(0), api.value(2)]);
        const base = api.coord([api.value(0), api.value(1)])[1];
        return { type: 'rect', shape: { x: x - 2, y: top - 1, width: 4, height: Math.max(3, base - top + 2) },
          style: { fill: colour('allied-text'), opacity: 0.75 } };
      } });
  }
  const height = element.clientHeight || 190;
  const frame = { left: 44, right: Math.max(24, labelled), top: 10, bottom: 24 };
  const inner = height - frame.top - frame.bottom;
  const place = (value) => frame.top + inner * (1 - (scaled(value) - bottom) / (top - bottom));
  const labels = ends.map((end) => ({ ...end, y: place(end.value) })).sort((a, b) => a.y - b.y);
  for (let at = 1; at < labels.length; at += 1) labels[at].y = Math.max(labels[at].y, labels[at - 1].y + 17);
  const floor = height - frame.bottom - 9;
  for (let at = labels.length - 1, below = floor; at >= 0; at -= 1) { labels[at].y = Math.min(labels[at].y, below); below = labels[at].y - 17; }
  chart.setOption({
    animation: !still, animationDuration: 200, animationDurationUpdate: 200, animationEasing: 'cubicOut',
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: frame,
    xAxis: { type: 'value', min: first, max: last, interval: narrow ? 2 : last - first > 8 ? 2 : 1,
      axisLine: { onZero: false, lineStyle: { color: colour('line2') } }, axisTick: { lineStyle: { color: colour('line2') }, length: 4 },
      splitLine: { show: false }, axisLabel: { color: ink3, fontSize: 12, formatter: (value) => String(value), hideOverlap: true } },
    yAxis: { type: 'value', min: bottom, max: top, ...log ? {} : { interval: step },
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: !log, lineStyle: { color: colour('line') } },
      axisLabel: { color: ink3, fontSize: 12, formatter: written, ...log ? { customValues: ticks.map(Math.log10) } : {} } },
    series,
    tooltip: { trigger: 'axis', confine: true, backgroundColor: colour('ink'), borderWidth: 0, padding: [6, 10],
      textStyle: { color: colour('paper'), fontSize: 12 }, axisPointer: { lineStyle: { color: colour('ink3'), width: 1 } },
      formatter(items) {
        const year = items[0].value[0];
        const month = Math.round((year % 1) * 12 + 0.5);
        const rows = items.filter((item) => item.seriesType === 'line')
          .map((item) => `${item.seriesName} ${shown(log && item.value[1] !== null ? 10 ** item.value[1] : item.value[1])} ${options.unit ?? ''}`);
        return [`${Math.floor(year)}-${String(month).padStart(2, '0')}`, ...rows].join('<br>');
      } },
  }, { replaceMerge: ['series'] });
  drawEnds(element, chart, labels, frame);
  element.querySelector('.leaves')?.remove();
  if (leaves) {
    const note = document.createElement('span');
    note.className = 'leaves';
    note.textContent = leaves;
    note.style.cssText = `left:${frame.left + 4}px;top:${frame.top}px`;
    element.append(note);
  }
  element.setAttribute('aria-label', `${options.title ?? ''} ${ends.map((end) => `${end.line.name} ${shown(end.value)}`).join(', ')}`);
}

// Labels at the ends stand beside the drawing, so that they can be pushed apart and read as text.
function drawEnds(element, chart, labels, frame) {
  element.querySelectorAll('.line-end').forEach((node) => node.remove());
  for (const { line, value, y } of labels) {
    const node = document.createElement('span');
    node.className = 'line-end';
    node.style.cssText = `top:${y - 9}px;left:${element.clientWidth - frame.right + 6}px;color:${line.label ?? line.colour}`;
    node.textContent = `${line.name} ${shown(value)}`;
    element.append(node);
  }
}

addEventListener('schemechange', () => dispatchEvent(new Event('redrawcharts')));
