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

const yearOf = (month) => Number(month.slice(0, 4)) + (Number(month.slice(5)) - 0.5) / 12;

// Bands: the dark one in full, the pale one cut off at the frame.
function bandSeries(line) {
  return [['wide_low', 'wide_high', 0.08], ['low', 'high', 0.2]].filter(([low]) => line.band?.[low]).map(([low, high, opacity]) => {
    const points = line.months.map((month, at) => [yearOf(month), line.band[low][at] ?? null, line.band[high][at] ?? null])
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

// lines: [{name, months, values, colour, dash, width, band}], options: {unit, events:[{year,name}], quotes, percent, digits}
export function drawLines(element, lines, options = {}) {
  let chart = made.get(element);
  if (!chart) {
    chart = init(element, null, { renderer: 'svg' });
    made.set(element, chart);
    new ResizeObserver(() => chart.resize()).observe(element);
  }
  const known = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const quotes = options.quotes ?? [];
  const inBands = lines.flatMap((line) => [...line.band?.low ?? [], ...line.band?.high ?? []]).filter((value) => value !== null && value !== undefined);
  const most = Math.max(...known) + 1.5 * (Math.max(...known) - Math.min(0, ...known));
  const extent = [...known, ...inBands.filter((value) => value <= most), ...quotes.flatMap((one) => [one.low, one.high])];
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
  if (high - low < Math.abs(high) * 0.02) { low -= Math.abs(high) * 0.05 || 1; high += Math.abs(high) * 0.05 || 1; }
  if (options.percent) high = Math.min(high, 100);
  const ticks = niceTicks(low, high);
  const step = ticks[1] - ticks[0];
  const places = [0, 1, 2, 3, 4].find((n) => Math.abs(Number(step.toFixed(n)) - step) < step * 1e-6) ?? 4;
  const months = lines.flatMap((line) => line.months);
  const first = Math.floor(yearOf(months.reduce((a, b) => (a < b ? a : b))));
  const last = Math.ceil(yearOf(months.reduce((a, b) => (a > b ? a : b))));
  const ink3 = colour('ink3');
  const ends = lines.filter((line) => line.values.some((value) => value !== null)).map((line) => {
    const at = line.values.findLastIndex((value) => value !== null);
    return { line, at, value: line.values[at] };
  });
  const room = Math.max(...ends.map((end) => `${end.line.name} ${shown(end.value)}`.length)) * 7.4 + 10;
  const lined = ends.map(({ line }) => ({
    type: 'line', name: line.name, showSymbol: false, connectNulls: false, silent: true, clip: true,
    data: line.months.map((month, at) => [yearOf(month), line.values[at]]),
    lineStyle: { color: line.colour, width: line.width ?? 2.2, type: line.dash ? [5, 4] : 'solid', join: 'round' },
    itemStyle: { color: line.colour }, z: line.dash ? 3 : 4,
  }));
  const series = [...lined, ...ends.flatMap(({ line }) => bandSeries(line))];
  if (series.length) {
    const marks = [];
    if (options.today) marks.push({ xAxis: options.today, lineStyle: { color: colour('ink'), type: 'solid', width: 1 } });
    for (const event of options.events ?? []) marks.push({ xAxis: event, lineStyle: { color: colour('alt'), type: [2, 3], width: 1.2 } });
    series[0].markLine = { silent: true, symbol: 'none', animation: false, label: { show: false }, data: marks };
  }
  if (quotes.length) {
    series.push({ type: 'custom', silent: true, z: 2, data: quotes.map((one) => [one.year, one.low, one.high]),
      renderItem(params, api) {
        const [x, top] = api.coord([api.value(0), api.value(2)]);
        const bottom = api.coord([api.value(0), api.value(1)])[1];
        return { type: 'rect', shape: { x: x - 2, y: top - 1, width: 4, height: Math.max(3, bottom - top + 2) },
          style: { fill: colour('allied-text'), opacity: 0.75 } };
      } });
  }
  const height = element.clientHeight || 190;
  const frame = { left: 44, right: Math.max(24, room), top: 10, bottom: 24 };
  const inner = height - frame.top - frame.bottom;
  const place = (value) => frame.top + inner * (1 - (value - ticks[0]) / (ticks[ticks.length - 1] - ticks[0]));
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
    yAxis: { type: 'value', min: ticks[0], max: ticks[ticks.length - 1], interval: ticks[1] - ticks[0],
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: colour('line') } },
      axisLabel: { color: ink3, fontSize: 12, formatter: (value) => fixed(value, places) } },
    series,
    tooltip: { trigger: 'axis', confine: true, backgroundColor: colour('ink'), borderWidth: 0, padding: [6, 10],
      textStyle: { color: colour('paper'), fontSize: 12 }, axisPointer: { lineStyle: { color: colour('ink3'), width: 1 } },
      formatter(items) {
        const year = items[0].value[0];
        const month = Math.round((year % 1) * 12 + 0.5);
        const rows = items.filter((item) => item.seriesType === 'line')
          .map((item) => `${item.seriesName} ${shown(item.value[1])} ${options.unit ?? ''}`);
        return [`${Math.floor(year)}-${String(month).padStart(2, '0')}`, ...rows].join('<br>');
      } },
  }, { replaceMerge: ['series'] });
  drawEnds(element, chart, labels, frame);
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
