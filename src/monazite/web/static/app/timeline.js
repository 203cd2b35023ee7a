// The timeline: zoom, filters without a request, an overview to drag, and the act that was chosen.
import { drawAxis, drawLines, drawSpans, hatches, make, number, scale, text } from './bars.js';

const settings = JSON.parse(document.getElementById('timeline-settings').textContent);
const chart = document.getElementById('chart');
const rows = [...chart.querySelectorAll('.act')].map((node) => ({
  node, track: node.querySelector('.track'), lane: node.dataset.lane,
  spans: JSON.parse(node.dataset.spans), end: node.dataset.end || null,
  elements: node.dataset.elements.split(' '), instruments: node.dataset.instruments.split(' '),
}));
const view = { first: number(settings.first), last: number(settings.last), today: number(settings.today) };
const whole = { first: number(settings.from), last: number(settings.to), today: view.today };
const LEAST = 90;

function keepAddress(changes) {
  const address = new URL(location);
  for (const [key, value] of Object.entries(changes)) {
    if (value) address.searchParams.set(key, value); else address.searchParams.delete(key);
  }
  history.replaceState(null, '', address);
  for (const link of document.querySelectorAll('#timeline-figure .foot a[href^="/timeline."]')) {
    link.setAttribute('href', new URL(link.href).pathname + address.search);
  }
}

function draw() {
  hatches();
  for (const row of rows) {
    if (!row.node.hidden) drawSpans(row.track, row.spans, row.lane, view, { end: row.end });
  }
  drawAxis(document.getElementById('axis'), view, settings.months, settings.now);
  drawLines(document.getElementById('lines'), view, settings.months);
  drawOverview();
}

let waiting = 0;
const redraw = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; draw(); }); };

function setView(first, last, settled = true) {
  let from = Math.max(whole.first, Math.round(first));
  let to = Math.min(whole.last, Math.round(last));
  if (to - from < LEAST) { from = Math.max(whole.first, to - LEAST); to = from + LEAST; }
  view.first = from;
  view.last = to;
  redraw();
  if (settled) { keepAddress({ from: text(from), to: text(to) }); filter(); }
}

// Overview: all rows as thin lines, a frame with two handles.
const overview = document.getElementById('overview');
function drawOverview() {
  const width = overview.clientWidth;
  const height = overview.clientHeight;
  const s = scale(whole, width);
  const shown = rows.filter((row) => !row.node.hidden);
  overview.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const parts = [make('rect', { width, height: height - 18, fill: 'var(--sunk)' })];
  shown.forEach((row, at) => {
    const y = 3 + (height - 24) * (at + 0.5) / Math.max(1, shown.length);
    for (const [state, start, end] of row.spans) {
      if (state === 'ended' || state === 'unknown') continue;
      const from = s.clip(start === null ? whole.first : number(start));
      const to = s.clip(end === null ? whole.last : number(end) + 1);
      parts.push(make('path', { d: `M${from.toFixed(1)} ${y.toFixed(1)}H${to.toFixed(1)}`, class: `lane-${row.lane}`,
        stroke: 'currentColor', 'stroke-width': 1, opacity: state === 'in_force' ? 0.75 : 0.35 }));
    }
  });
  for (let year = 2008; year <= 2030; year += width < 420 ? 6 : 2) {
    parts.push(make('text', { x: s.at(number(`${year}-01-01`)), y: height - 3, class: 'year' }, String(year)));
  }
  const [a, b] = [s.at(view.first), s.at(view.last)];
  const now = s.at(view.today);
  parts.push(make('path', { d: `M${now} 0V${height - 18}`, stroke: 'var(--ink)', opacity: 0.5 }));
  const frame = make('rect', { x: a, y: 0.75, width: Math.max(2, b - a), height: height - 19.5, fill: 'transparent',
    stroke: 'var(--ink)', 'stroke-width': 1.5, class: 'frame-of-view' });
  parts.push(frame);
  for (const [side, x] of [['first', a], ['last', b]]) {
    const handle = make('g', { class: 'handle', tabindex: 0, role: 'slider', 'data-side': side,
      'aria-label': side === 'first' ? settings.from : settings.to, 'aria-valuetext': text(view[side]),
      'aria-valuemin': whole.first, 'aria-valuemax': whole.last, 'aria-valuenow': view[side] });
    handle.append(make('rect', { x: x - 12, y: 0, width: 24, height: height - 18, fill: 'transparent' }),
      make('rect', { x: x - 3, y: (height - 18) / 2 - 9, width: 6, height: 18, rx: 2, fill: 'var(--ink)' }));
    parts.push(handle);
  }
  const focused = document.activeElement?.dataset?.side;
  overview.replaceChildren(...parts);
  if (focused) overview.querySelector(`[data-side=${focused}]`).focus();
}

let grip = null;
overview.addEventListener('pointerdown', (event) => {
  const s = scale(whole, overview.clientWidth);
  const x = event.clientX - overview.getBoundingClientRect().left;
  const side = event.target.closest('.handle')?.dataset.side ?? 'both';
  grip = { side, start: s.day(x), first: view.first, last: view.last };
  if (side === 'both' && (s.day(x) < view.first || s.day(x) > view.last)) {
    const half = (view.last - view.first) / 2;
    Object.assign(grip, { first: s.day(x) - half, last: s.day(x) + half });
    setView(grip.first, grip.last, false);
  }
  overview.setPointerCapture(event.pointerId);
});
overview.addEventListener('pointermove', (event) => {
  if (!grip) return;
  const s = scale(whole, overview.clientWidth);
  const moved = s.day(event.clientX - overview.getBoundingClientRect().left) - grip.start;
  setView(grip.side === 'last' ? grip.first : Math.min(grip.first + moved, grip.last + (grip.side === 'both' ? moved : -LEAST)),
    grip.side === 'first' ? grip.last : Math.max(grip.last + moved, grip.first + (grip.side === 'both' ? moved : LEAST)), false);
});
const release = () => { if (grip) { grip = null; setView(view.first, view.last); } };
overview.addEventListener('pointerup', release);
overview.addEventListener('pointercancel', release);
overview.addEventListener('keydown', (event) => {
  const side = event.target.dataset?.side;
  const step = { ArrowLeft: -30, ArrowRight: 30 }[event.key];
  if (!side || !step) return;
  event.preventDefault();
  const days = step * (event.shiftKey ? 12 : 1);
  setView(view.first + (side === 'first' ? days : 0), view.last + (side === 'last' ? days : 0));
});

// Wheel with Ctrl, or a pinch, zooms at the pointer; the plain wheel scrolls the page.
chart.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.altKey) return;
  event.preventDefault();
  const box = document.getElementById('axis').getBoundingClientRect();
  const at = view.first + (event.clientX - box.left) / box.width * (view.last - view.first);
  const factor = Math.exp(event.deltaY * 0.0022);
  setView(at - (at - view.first) * factor, at + (view.last - at) * factor);
}, { passive: false });

// Filters: no request, the address follows.
const form = document.getElementById('filters');
const asked = new URL(location).searchParams;
let minerals = asked.get('mineral') || asked.get('minerals') || '';
const press = (name, value) => {
  for (const one of form.querySelectorAll(`[name=${name}]`)) one.setAttribute('aria-pressed', String(one.value === value));
};
// Is there anything of a row in the window? What ended before it is left out.
function touches(spans) {
  return spans.some(([state, start, end]) => (state !== 'ended' || (start !== null && number(start) >= view.first))
    && (start === null || number(start) <= view.last) && (end === null || number(end) >= view.first));
}
function filter() {
  const chosen = form.querySelector(`[name=minerals][value="${CSS.escape(minerals)}"]`);
  const wanted = chosen?.dataset.elements?.split(' ') ?? (minerals ? [minerals] : []);
  const [lane, issuer, instrument, state] = ['lane', 'issuer', 'instrument', 'state'].map((id) => document.getElementById(id).value);
  const parts = document.getElementById('parts').checked || state !== '';
  const acts = (new URL(location).searchParams.get('acts') ?? '').split(' ').filter(Boolean);
  const every = acts.length > 0 || form.querySelector('[name=view][value=all]').getAttribute('aria-pressed') === 'true';
  const shown = new Set();
  for (const { node, elements, instruments, spans } of rows) {
    const kept = (every || 'main' in node.dataset) && (!issuer || node.dataset.issuer === issuer)
      && (!wanted.length || wanted.some((one) => elements.includes(one)))
      && (!lane || node.dataset.lane === lane) && (!instrument || instruments.includes(instrument))
      && (!state || node.dataset.state === state) && (!acts.length || acts.includes(node.dataset.act));
    const inside = touches(spans);
    node.hidden = !kept || !inside || (!parts && 'further' in node.dataset);
    if (kept && inside) shown.add(node.dataset.act);
  }
  for (const head of chart.querySelectorAll('.lane-head')) {
    head.hidden = !rows.some((row) => !row.node.hidden && row.lane === head.dataset.lane);
  }
  const total = new Set(rows.map((row) => row.node.dataset.act)).size;
  document.getElementById('count').textContent = settings.count.replace('{shown}', shown.size).replace('{total}', total);
  document.getElementById('nothing').hidden = shown.size > 0;
  redraw();
}
form.addEventListener('click', (event) => {
  const button = event.target.closest('[name=minerals], [name=view]');
  if (!button) return;
  event.preventDefault();
  press(button.name, button.value);
  if (button.name === 'minerals') {
    minerals = button.value;
    document.getElementById('mineral').value = '';
    keepAddress({ minerals, mineral: '', acts: '' });
  } else keepAddress({ view: button.value === 'all' ? 'all' : '', acts: '' });
  filter();
});
form.addEventListener('change', (event) => {
  const { name, type, checked } = event.target;
  const value = type === 'checkbox' && !checked ? '' : event.target.value;
  if (name === 'mineral') {
    minerals = value;
    press('minerals', value);
    keepAddress({ minerals: value, mineral: '', acts: '' });
  } else keepAddress({ [name]: value, acts: '' });
  filter();
});
document.querySelector('.zoom').addEventListener('click', (event) => {
  const factor = event.target.dataset.zoom;
  if (factor === undefined) return;
  if (factor === '') { setView(whole.first, whole.last); return; }
  const middle = view.today > view.first && view.today < view.last ? view.today : (view.first + view.last) / 2;
  setView(middle - (middle - view.first) * factor, middle + (view.last - middle) * factor);
});

// Drag the bars sideways to move the window; a drag is no click.
let pan = null;
chart.addEventListener('pointerdown', (event) => {
  if (event.pointerType !== 'mouse' || event.button !== 0 || !event.target.closest('.track')) return;
  pan = { x: event.clientX, first: view.first, last: view.last, moved: false };
});
addEventListener('pointermove', (event) => {
  if (!pan) return;
  const width = document.getElementById('axis').clientWidth;
  const days = (pan.x - event.clientX) / width * (pan.last - pan.first);
  if (!pan.moved && Math.abs(event.clientX - pan.x) < 5) return;
  pan.moved = true;
  const least = whole.first - pan.first;
  const most = whole.last - pan.last;
  const shift = Math.min(most, Math.max(least, days));
  setView(pan.first + shift, pan.last + shift, false);
});
addEventListener('pointerup', () => {
  if (pan?.moved) { setView(view.first, view.last); setTimeout(() => { pan = null; }); } else pan = null;
});

// A click shows the act below; the link itself leads to its page.
const panel = document.getElementById('chosen');
async function choose(node) {
  for (const row of rows) row.node.classList.toggle('chosen', row.node === node);
  const link = node.querySelector('a.name');
  const answer = await fetch(`/parts${new URL(link.href).pathname}${new URL(link.href).search}`);
  if (answer.ok) panel.innerHTML = await answer.text();
}
chart.addEventListener('click', (event) => {
  const node = event.target.closest('.act');
  if (!node || pan?.moved || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  choose(node).then(() => panel.scrollIntoView({ block: 'nearest', behavior: 'smooth' }));
});
chart.addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const node = event.target.closest('.act');
  if (!node || !step) return;
  const shown = rows.filter((row) => !row.node.hidden).map((row) => row.node);
  shown[shown.indexOf(node) + step]?.querySelector('a').focus();
  event.preventDefault();
});

filter();
draw();
new ResizeObserver(redraw).observe(chart);
