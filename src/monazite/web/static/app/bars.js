// Bars of acts through time: one row of a list each, drawn for a window of days.
//
// A row is an element with the class "act" and data-spans, a JSON list of [state, first day or
// null, last day or null], data-lane, and data-end, the last day that the text names. Colour says
// whose act it is, shape in what state: the same rules as present/timeline_chart.py.

const SVG = 'http://www.w3.org/2000/svg';
const DAY = 86400000;
const LANES = ['west', 'resource_states', 'china', 'other'];
const FADED = 0.42;

export const number = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);
export const text = (day) => new Date(day * DAY).toISOString().slice(0, 10);

export function make(name, attributes = {}, content) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (content !== undefined) node.textContent = content;
  return node;
}

// Hatching cannot take the colour of what refers to it: one pattern a lane.
export function hatches() {
  if (document.getElementById('hatch-china')) return;
  const svg = make('svg', { width: 0, height: 0, 'aria-hidden': 'true', style: 'position:absolute' });
  for (const lane of LANES) {
    const pattern = make('pattern', { id: `hatch-${lane}`, class: `lane-${lane}`, width: 5, height: 5,
      patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' });
    pattern.append(make('path', { d: 'M0 0V5', stroke: 'currentColor', 'stroke-width': 2.6 }));
    svg.append(pattern);
  }
  document.body.append(svg);
}

// Which pixels do days take? window: first and last day, width in pixels.
export function scale(window, width) {
  const at = (day) => (day - window.first) / (window.last - window.first) * width;
  return { at, clip: (day) => Math.min(width, Math.max(0, at(day))), day: (x) => window.first
    + x / width * (window.last - window.first), width };
}

export function drawSpans(track, spans, lane, window, options = {}) {
  const width = track.clientWidth || track.parentNode.clientWidth;
  const height = track.clientHeight || 24;
  const bar = options.bar ?? 11;
  const top = (height - bar) / 2;
  const s = scale(window, width);
  const today = window.today;
  track.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const parts = [];
  const rect = (from, to, extra) => {
    const x = s.clip(from);
    const w = s.clip(to) - x;
    if (w > 0.2) parts.push(make('rect', { x: x.toFixed(1), y: top, width: w.toFixed(1), height: bar,
      rx: Math.min(1.5, w / 2), ...extra }));
  };
  let arrow = false;
  for (const [state, start, end] of spans) {
    const from = start === null ? window.first - 9 : number(start);
    const to = end === null ? window.last + 9 : number(end) + 1;
    if (to <= window.first || from >= window.last) {
      if (to <= window.first && state !== 'ended') arrow = true;
      continue;
    }
    if (from < window.first && state !== 'ended') arrow = true;
    if (state === 'in_force') {
      rect(from, Math.min(to, Math.max(from, today)), { fill: 'currentColor' });
      if (to > today) rect(Math.max(from, today), to, { fill: 'currentColor', 'fill-opacity': FADED });
    } else if (state === 'suspended') {
      rect(from, to, { fill: `url(#hatch-${lane})`, stroke: 'currentColor', 'stroke-width': 1 });
    } else if (state === 'announced') {
      rect(from, to, { fill: 'currentColor', 'fill-opacity': 0.1, stroke: 'currentColor' });
    } else if (state === 'unknown') {
      rect(from, to, { fill: 'none', stroke: 'currentColor', 'stroke-dasharray': '2 3' });
    } else if (state === 'ended') {
      const x = s.clip(from);
      const until = Math.min(s.clip(to), x + 26);
      if (x < width && from >= window.first) parts.push(make('path', { d: `M${x} ${height / 2}H${until}`,
        stroke: 'currentColor', 'stroke-width': 1.4, opacity: 0.6 }));
    } else if (state === 'stated_end_passed') {
      const x = s.clip(from);
      const far = Math.min(width, x + Math.max(54, (width - x) * 0.55));
      for (const y of [top, top + bar]) {
        parts.push(make('path', { d: `M${x} ${y}H${far}`, stroke: 'currentColor', 'stroke-width': 1.3,
          'stroke-dasharray': '4 3' }));
        parts.push(make('path', { d: `M${far} ${y}H${width}`, stroke: 'currentColor', 'stroke-width': 1,
          'stroke-dasharray': '1 5' }));
      }
      if (!options.plain) parts.push(make('text', { x: Math.min(width - 8, Math.max(x, s.clip(today)) + 11),
        y: height / 2 + 4, class: 'date' }, '?'));
    }
  }
  if (arrow) parts.push(make('path', { d: `M6 ${top + 2}L1.5 ${height / 2}L6 ${top + bar - 2}Z`,
    fill: 'var(--paper)' }));
  if (options.end && number(options.end) >= window.first && number(options.end) < window.last) {
    const x = s.at(number(options.end) + 1);
    parts.push(make('path', { d: `M${x} ${top - 3}V${top + bar + 3}`, stroke: 'var(--ink)',
      'stroke-width': 1.6 }));
  }
  track.replaceChildren(...parts);
  return s;
}

// Where do years or months begin in a window, and what are they called?
export function ticks(window, months, width) {
  const found = [];
  const first = new Date(window.first * DAY);
  const years = (window.last - window.first) / 365.25;
  if (years > 2.6) {
    const step = [1, 2, 5, 10].find((n) => years / n * 34 < width) ?? 10;
    for (let y = first.getUTCFullYear(); y <= new Date(window.last * DAY).getUTCFullYear() + 1; y += 1) {
      const day = Math.round(Date.UTC(y, 0, 1) / DAY);
      if (day >= window.first && day <= window.last && y % step === 0) found.push([day, String(y)]);
    }
    return found;
  }
  const step = years * 12 * 30 < width ? 1 : 3;
  for (let y = first.getUTCFullYear(), m = first.getUTCMonth(); ; m += 1) {
    const day = Math.round(Date.UTC(y, m, 1) / DAY);
    if (day > window.last) break;
    const month = ((m % 12) + 12) % 12;
    if (day < window.first || month % step !== 0) continue;
    const name = months[month];
    found.push([day, month === 0 ? `${y + Math.floor(m / 12)}` : name]);
  }
  return found;
}

export function drawAxis(svg, window, months, todayName) {
  const width = svg.clientWidth;
  const s = scale(window, width);
  svg.setAttribute('viewBox', `0 0 ${width} 40`);
  const parts = [];
  const now = s.at(window.today);
  for (const [day, name] of ticks(window, months, width)) {
    const x = s.at(day);
    parts.push(make('text', { x: x + 3, y: 33 }, name));
    parts.push(make('path', { d: `M${x} 24V40`, stroke: 'var(--line)' }));
  }
  if (now >= 0 && now <= width) {
    const anchor = now > width - 60 ? 'end' : now < 60 ? 'start' : 'middle';
    parts.push(make('text', { x: now, y: 13, class: 'now', 'text-anchor': anchor }, todayName));
  }
  svg.replaceChildren(...parts);
}

export function drawLines(svg, window, months) {
  const width = svg.clientWidth;
  const height = svg.clientHeight;
  const s = scale(window, width);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const parts = ticks(window, months, width).map(([day]) => make('path',
    { d: `M${s.at(day).toFixed(1)} 0V${height}`, stroke: 'var(--line)' }));
  const now = s.at(window.today);
  if (now >= 0 && now <= width) parts.push(make('path', { d: `M${now.toFixed(1)} 0V${height}`,
    stroke: 'var(--ink)', 'stroke-width': 1 }));
  svg.replaceChildren(...parts);
}
