// The sandbox: what is changed, what is simulated, what is drawn. The address holds all of it.
import { drawAxis, drawLines as drawGrid, drawSpans, hatches, make, number, scale, text } from './bars.js';
import { colour, drawLines, shown } from './chart.js';

const settings = JSON.parse(document.getElementById('sandbox-settings').textContent);
const words = settings.words;
const view = { first: number(settings.first), last: number(settings.last), today: number(settings.today) };
const byId = (id) => document.getElementById(id);
const say = (key, values = {}) => Object.entries(values).reduce((text_, [name, value]) => text_.replaceAll(`{${name}}`, value), words[key]);
const month = (day) => text(day).slice(0, 7);
const addMonths = (name, count) => {
  const at = Number(name.slice(0, 4)) * 12 + Number(name.slice(5, 7)) - 1 + count;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
};

// ---- state -------------------------------------------------------------------------------------
const state = { base: 'truce_prolonged', branch: '', off: new Set(), shift: {}, from: {}, until: {}, set: {}, buy: [] };
const other = [];
for (const [key, value] of settings.query) {
  if (key === 'base' || key === 'branch') state[key] = value;
  else if (key === 'off') state.off.add(value);
  else if (['shift', 'from', 'until', 'set'].includes(key)) {
    const cut = value.lastIndexOf('~');
    state[key][value.slice(0, cut)] = key === 'shift' || key === 'set' ? Number(value.slice(cut + 1)) : value.slice(cut + 1);
  } else if (key === 'buy') state.buy.push(value.split('~'));
  else if (key !== 'v') other.push([key, value]);
}
const scenarioOf = (id) => settings.scenarios.find((one) => one.id === id);

function query() {
  const pairs = [['v', '1'], ['base', state.base]];
  if (state.branch) pairs.push(['branch', state.branch]);
  for (const name of [...state.off].sort()) pairs.push(['off', name]);
  for (const key of ['shift', 'from', 'until', 'set']) {
    for (const name of Object.keys(state[key]).sort()) pairs.push([key, `${name}~${state[key][name]}`]);
  }
  for (const one of state.buy) pairs.push(['buy', one.join('~')]);
  return [...pairs, ...other.filter(([key]) => key !== 'since' || Object.keys(state.set).length)];
}

function keepAddress() {
  const given = new URLSearchParams([['lang', document.documentElement.lang.startsWith('zh') ? 'zh' : 'en'],
    ['element', settings.element], ['a', byId('a').value], ...query()]);
  history.replaceState(null, '', `/sandbox?${given}`);
  byId('yaml').href = `/sandbox.yaml?${new URLSearchParams(query())}`;
  for (const link of document.querySelectorAll('a[href^="/sandbox.csv"], a[href^="/sandbox.xlsx"]')) link.href = `${link.pathname}?${given}`;
}

// ---- bars --------------------------------------------------------------------------------------
const rows = [...document.querySelectorAll('#rules .act')].map((node) => ({
  node, id: node.dataset.act, lane: node.dataset.lane, track: node.querySelector('.track'),
  box: node.querySelector('input'), act: settings.acts.find((one) => one.id === node.dataset.act),
}));
const branch = () => state.branch || scenarioOf(state.base).branch || 'prolonged';
const force = (spans) => spans.filter(([kind]) => kind === 'in_force');

function placed(row) {
  const spans = row.act.spans[branch()];
  if (state.from[row.id]) {
    const end = state.until[row.id];
    return [['in_force', `${state.from[row.id]}-01`, end ? text(number(`${end}-01`) - 1) : null]];
  }
  const moved = state.shift[row.id] ?? 0;
  const push = (day) => (day === null || !moved ? day : `${addMonths(day, moved)}${day.slice(7) > '-28' ? '-28' : day.slice(7)}`);
  let found = spans.map(([kind, start, end]) => [kind, push(start), push(end)]);
  const until = state.until[row.id];
  if (until) {
    const last = text(number(`${until}-01`) - 1);
    found = found.filter(([, start]) => start === null || start <= last)
      .map(([kind, start, end]) => [kind, start, end === null || end > last ? last : end]);
    found.push(['ended', `${until}-01`, null]);
  }
  return found;
}

const changed = (row) => state.shift[row.id] || state.from[row.id] || state.until[row.id];

function drawRow(row) {
  const known = scenarioOf(state.base).acts;
  const off = state.off.has(row.id) || !known;
  row.box.checked = !off;
  row.box.disabled = !known;
  row.node.classList.toggle('off', off);
  const spans = placed(row);
  const s = drawSpans(row.track, spans, row.lane, view, { bar: 13, plain: true });
  const middle = row.track.clientHeight / 2;
  if (changed(row)) {
    for (const [, start, end] of force(row.act.spans[branch()])) {
      const x = s.clip(start ? number(start) : view.first);
      row.track.append(make('rect', { x, y: middle - 6.5, width: Math.max(0, s.clip(end ? number(end) + 1 : view.last) - x),
        height: 13, fill: 'none', stroke: 'var(--ink3)', 'stroke-dasharray': '3 3' }));
    }
  }
  const bars = force(spans);
  if (!bars.length || off) return;
  const start = s.at(number(bars[0][1] ?? settings.first));
  const end = bars[bars.length - 1][2] === null ? s.width : s.at(number(bars[bars.length - 1][2]) + 1);
  for (const [side, x, edited] of [['start', start, state.from[row.id] || state.shift[row.id]], ['end', end, state.until[row.id] || state.shift[row.id]]]) {
    const at = Math.min(s.width - 2, Math.max(2, x));
    if (x < -1 && side === 'start') continue;
    const grip = make('g', { class: 'grip', 'data-side': side });
    grip.append(make('rect', { x: at - 12, y: 0, width: 24, height: row.track.clientHeight, fill: 'transparent' }),
      make('rect', { x: at - 2.5, y: middle - 9.5, width: 5, height: 19, rx: 1.5, fill: edited ? 'var(--alt)' : 'var(--ink)' }));
    row.track.append(grip);
  }
  row.track.setAttribute('aria-valuenow', state.shift[row.id] ?? 0);
  row.track.setAttribute('aria-valuetext', `${bars[0][1] ?? '…'} – ${bars[bars.length - 1][2] ?? '…'}`);
}

byId('rules-figure').rowsToKeep = () => [say('keep_head').split(','), ...rows.flatMap((row) => (state.off.has(row.id) ? [[row.id, 'off', '', '']]
  : placed(row).map(([kind, start, end]) => [row.id, kind, start ?? 'unknown', end ?? 'unknown'])))];

function drawRows() {
  hatches();
  rows.forEach(drawRow);
  drawAxis(byId('rules-axis'), view, settings.months, settings.now);
  drawGrid(byId('rules-lines'), view, settings.months);
}

function tip(row, words_) {
  const note = byId('tip');
  note.hidden = !words_;
  if (!words_) return;
  note.textContent = words_;
  const frame = byId('rules-figure').getBoundingClientRect();
  const box = row.track.getBoundingClientRect();
  note.style.top = `${box.top - frame.top - 30}px`;
  note.style.left = `${Math.max(0, box.left - frame.left + 60)}px`;
}

function firstMonth(row) {
  const bars = force(row.act.spans[branch()]);
  return bars.length && bars[0][1] ? bars[0][1].slice(0, 7) : month(view.first);
}
function lastMonth(row) {
  const bars = force(row.act.spans[branch()]);
  const end = bars.length ? bars[bars.length - 1][2] : null;
  return end ? month(number(end) + 1) : month(view.last + 1);
}

function apply(row, side, months) {
  const given = row.before;
  if (side === 'start') {
    const start = addMonths(given.from ?? addMonths(firstMonth(row), given.shift ?? 0), months);
    state.from[row.id] = start;
    if (given.shift) { delete state.shift[row.id]; }
  } else if (side === 'end') {
    state.until[row.id] = addMonths(given.until ?? addMonths(lastMonth(row), given.shift ?? 0), months);
    const begins = state.from[row.id] ?? firstMonth(row);
    if (state.until[row.id] <= begins) state.until[row.id] = addMonths(begins, 1);
  } else if (given.from) {
    state.from[row.id] = addMonths(given.from, months);
    if (given.until) state.until[row.id] = addMonths(given.until, months);
  } else {
    const shift = (given.shift ?? 0) + months;
    if (shift) state.shift[row.id] = shift; else delete state.shift[row.id];
    if (given.until) state.until[row.id] = addMonths(given.until, months);
  }
  drawRow(row);
  const bars = force(placed(row));
  const now = side === 'end' ? state.until[row.id] : bars[0]?.[1]?.slice(0, 7) ?? '';
  const before = side === 'end' ? lastMonth(row) : firstMonth(row);
  tip(row, `${now}  ${say('was', { day: before, months: `${months > 0 ? '+' : months < 0 ? '\u2212' : '±'}${Math.abs(months)}` })}`);
}

const remember = (row) => { row.before = { shift: state.shift[row.id], from: state.from[row.id], until: state.until[row.id] }; };
function restore(row) {
  for (const key of ['shift', 'from', 'until']) {
    if (row.before[key] === undefined) delete state[key][row.id]; else state[key][row.id] = row.before[key];
  }
  drawRow(row);
  tip(row, '');
}

for (const row of rows) {
  remember(row);
  row.box.addEventListener('change', () => {
    if (row.box.checked) state.off.delete(row.id); else state.off.add(row.id);
    drawRow(row);
    rerun();
  });
  row.track.addEventListener('pointerdown', (event) => {
    if (row.node.classList.contains('off')) return;
    event.preventDefault();
    row.track.focus();
    row.track.setPointerCapture(event.pointerId);
    remember(row);
    row.drag = { side: event.target.closest('.grip')?.dataset.side ?? 'both', x: event.clientX, months: 0 };
  });
  row.track.addEventListener('pointermove', (event) => {
    if (!row.drag) return;
    const days = (event.clientX - row.drag.x) / row.track.clientWidth * (view.last - view.first);
    const months = Math.round(days / 30.44);
    if (months === row.drag.months) return;
    row.drag.months = months;
    apply(row, row.drag.side, months);
  });
  const release = () => {
    if (!row.drag) return;
    const moved = row.drag.months;
    row.drag = null;
    tip(row, '');
    if (moved) rerun();
  };
  row.track.addEventListener('pointerup', release);
  row.track.addEventListener('pointercancel', () => { if (row.drag) { row.drag = null; restore(row); } });
  row.track.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      row.drag = null;
      for (const key of ['shift', 'from', 'until']) delete state[key][row.id];
      drawRow(row);
      tip(row, '');
      rerun();
      return;
    }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || row.node.classList.contains('off')) return;
    event.preventDefault();
    remember(row);
    apply(row, 'both', step * (event.shiftKey ? 12 : 1));
    rerun(350);
  });
  row.track.addEventListener('blur', () => tip(row, ''));
}

// ---- parameters --------------------------------------------------------------------------------
const unit = (value, kind) => (kind === 'percent' ? `${Math.round(value * 100)}\u202f%` : kind === 'usd_kg' ? shown(value / 1000) : shown(value));
for (const rail of document.querySelectorAll('.rail[data-key]')) {
  const input = rail.querySelector('input[type=range]');
  const usual = Number(rail.dataset.value);
  const tell = () => {
    const values = rail.querySelector('.values');
    values.innerHTML = '';
    const a = document.createElement('span');
    a.textContent = unit(usual, rail.dataset.unit);
    const b = document.createElement('b');
    b.textContent = unit(Number(input.value), rail.dataset.unit);
    values.append(a, ' ', b);
    rail.style.setProperty('--tick', `${(usual - input.min) / (input.max - input.min)}`);
    rail.classList.toggle('moved', Number(input.value) !== usual);
  };
  input.addEventListener('input', tell);
  input.addEventListener('change', () => {
    if (Number(input.value) === usual) delete state.set[rail.dataset.key]; else state.set[rail.dataset.key] = Number(input.value);
    rerun();
  });
  rail.reset = () => { input.value = usual; tell(); };
  tell();
}
const stock = byId('stock');
const stockRail = document.querySelector('.rail.stock');
const tellStock = () => {
  stockRail.querySelector('.values').innerHTML = `<span>0</span> <b>${shown(Number(stock.value))}</b>`;
  stockRail.style.setProperty('--tick', '0');
  stockRail.classList.toggle('moved', Number(stock.value) > 0);
};
const takeStock = () => {
  state.buy = Number(stock.value) > 0 ? [[byId('buyer').value, stockRail.dataset.good, String(Number(stock.value)), '2027-01', '2029-01']] : [];
  tellStock();
};
if (state.buy[0]) { byId('buyer').value = state.buy[0][0]; stock.value = state.buy[0][2]; }
tellStock();
stock.addEventListener('input', tellStock);
stock.addEventListener('change', () => { takeStock(); rerun(); });
byId('buyer').addEventListener('change', () => { takeStock(); if (state.buy.length) rerun(); });

// ---- simulation --------------------------------------------------------------------------------
const results = { A: null, B: null };
const bands = { A: null, B: null };
let banding = null;
const queryOfA = () => [['v', '1'], ['base', byId('a').value], ...settings.chain ? [['chain', settings.chain]] : []];
const running = { A: null, B: null };
let numberOfRun = 0;
let outdated = false;

async function simulate(which, pairs) {
  running[which]?.abort();
  stopBands(say('bands_waiting'));
  bands[which] = null;
  const control = new AbortController();
  running[which] = control;
  const own = (numberOfRun += 1);
  const begun = performance.now();
  let first = 0;
  try {
    for await (const told of lines({ query: pairs, element: settings.element }, control)) {
      if (running[which] !== control) return;
      if (told.progress && which === 'B') progress(told.progress, told.state);
      if (told.failed) fail(told.failed);
      if (told.cancelled) quiet(say('cancelled'), true);
      if (told.part) {
        const before = told.part.months ? {} : results[which] ?? {};
        results[which] = { ...before, ...told.part, series: { ...before.series, ...told.part.series } };
        if (!first) { first = performance.now() - begun; if (which === 'B') finish(first); }
        draw();
      }
    }
  } catch (error) {
    if (error.name !== 'AbortError') fail([{ where: '/api/simulations', found: String(error), expected: '' }]);
  } finally {
    if (running[which] === control) running[which] = null;
    if (own === numberOfRun) document.body.dataset.idle = String(Boolean(results.A && results.B));
    if (!running.A && !running.B && results.A && results.B && !outdated) bandBoth();
  }
}

// ---- bands: draw after draw, behind the central runs ---------------------------------------------
function tellBands(words_, done = null) {
  byId('band-state').textContent = words_;
  byId('band-progress').hidden = done === null;
  byId('band-cancel').hidden = done === null;
  if (done !== null) byId('band-progress').firstElementChild.style.width = `${Math.round(100 * done)}%`;
}
function stopBands(words_) {
  banding?.abort();
  banding = null;
  document.body.dataset.banded = 'false';
  tellBands(words_);
}
async function bandBoth() {
  banding?.abort();
  const control = new AbortController();
  banding = control;
  try {
    for (const [which, pairs] of [['A', queryOfA()], ['B', query()]]) {
      if (bands[which]) continue;
      bands[which] = which === 'B' && JSON.stringify(pairs) === JSON.stringify(queryOfA()) ? bands.A : await bandOf(which, pairs, control);
      if (banding !== control) return;
      draw();
    }
    const told = bands.B;
    tellBands(!told?.weight.length ? say('bands_none') : say('bands_done', { members: told.members, failed: told.failed, factor: shown(Math.exp(told.missed), 2) }));
    document.body.dataset.banded = 'true';
  } catch (error) {
    if (banding === control) tellBands(say('bands_failed', { why: error.message }));
  } finally {
    if (banding === control) banding = null;
  }
}
async function bandOf(which, pairs, control) {
  let found = null;
  for await (const told of lines({ query: pairs, element: settings.element, members: settings.members }, control)) {
    if (told.progress) tellBands(say('bands_running', { which, done: told.progress[0], total: settings.members }), told.progress[0] / told.progress[1]);
    if (told.failed) throw new Error(told.failed.map((fault) => settings.faults[fault.found] ?? fault.found).join('; '));
    if (told.cancelled) throw new Error(say('cancelled'));
    if (told.part) found = told.part;
  }
  return found;
}
byId('band-cancel').addEventListener('click', () => stopBands(say('bands_cancelled')));

// Which lines does the server answer a simulation with?
async function* lines(asked, control) {
  const answer = await fetch('/api/simulations', { method: 'POST', signal: control.signal,
    headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) });
  if (!answer.ok) { yield { failed: (await answer.json()).error.faults }; return; }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const whole = rest.split('\n');
    rest = whole.pop();
    for (const line of whole) yield JSON.parse(line);
  }
}

function progress([done, total], kind) {
  byId('run-progress').hidden = false;
  byId('cancel').hidden = false;
  byId('run-progress').firstElementChild.style.width = `${total ? Math.round(100 * done / total) : 2}%`;
  stale(true);
  byId('seconds').textContent = '';
  byId('run-state').textContent = kind === 'waiting' ? say('queued') : total ? say('running', { done, total }) : say('compiling');
}
// What stands below is not of the scenario in the address: dimmed until it is.
function stale(yes) {
  for (const id of ['charts', 'compare']) byId(id).classList.toggle('dim', yes);
}
function quiet(words_, old = false) {
  byId('run-progress').hidden = true;
  byId('cancel').hidden = true;
  stale(old);
  outdated = old;
  byId('run-state').textContent = words_;
  if (old) { byId('headline').textContent = words_; byId('run-id').textContent = ''; }
}
function finish(milliseconds) {
  const told = results.B;
  quiet(told.failed ? say('not_cleared', { month: told.failed.month, residual: told.failed.residual < 0 ? '—' : told.failed.residual.toExponential(1), node: told.failed.worst_node || '—' })
    : `${say('seconds')} · ${say('all_cleared', { count: told.months.length })}`);
  byId('seconds').textContent = (milliseconds / 1000).toFixed(2);
  byId('run-state').classList.toggle('miss', Boolean(told.failed));
  byId('run-id').textContent = say('scenario', { id: told.scenario });
  byId('command').textContent = `monazite run ${told.scenario}.yaml`;
  byId('run-faults').hidden = true;
  document.body.dataset.redrawn = String(Math.round(milliseconds));
}
function fail(faults) {
  quiet(say('failed'), true);
  byId('seconds').textContent = '✕';
  const place = byId('run-faults');
  place.hidden = false;
  place.replaceChildren(...faults.map((fault) => {
    const line = document.createElement('p');
    const told = [fault.where, fault.found, fault.expected, fault.because, fault.advice].filter(Boolean).map((part) => [settings.faults[part] ?? part, part in settings.faults]);
    line.append(...told.map(([part, known], at) => {
      const piece = document.createElement('span');
      if (!known && /[a-z]{2}/.test(part) && !/[\u4e00-\u9fff]/.test(part)) piece.lang = 'en';
      piece.textContent = `${at ? ' · ' : ''}${part}`;
      return piece;
    }));
    return line;
  }));
}
byId('cancel').addEventListener('click', () => { running.B?.abort(); running.B = null; quiet(say('cancelled'), true); });

// ---- charts ------------------------------------------------------------------------------------
const today = () => Number(settings.today.slice(0, 4)) + (Number(settings.today.slice(5, 7)) - 1 + Number(settings.today.slice(8, 10)) / 30) / 12;
function events() {
  const found = new Set();
  for (const row of rows) {
    if (!changed(row)) continue;
    for (const name of [state.from[row.id], state.until[row.id], state.shift[row.id] ? addMonths(firstMonth(row), state.shift[row.id]) : null]) {
      if (name) found.add(Number(name.slice(0, 4)) + (Number(name.slice(5, 7)) - 1) / 12);
    }
  }
  return [...found];
}
function draw() {
  const { A, B } = results;
  for (const place of document.querySelectorAll('.chart[data-series]')) {
    const id = place.dataset.series;
    const lines = [];
    const one = A?.series?.[id];
    const two = B?.series?.[id];
    if (one) lines.push({ name: 'A', months: A.months, values: one.values, colour: colour('ink'), dash: true, width: 1.8, band: bands.A?.bands?.[id] });
    if (two) lines.push({ name: 'B', months: B.months, values: two.values, colour: colour('alt'), label: colour('alt-text'), band: bands.B?.bands?.[id] });
    drawLines(place, lines, { today: today(), events: events(), percent: (one ?? two)?.unit === 'percent',
      zero: ['unserved_outside', 'loop_closure'].includes(id), log: id.startsWith('price_'), leaves: say('band_leaves'), title: place.closest('figure').querySelector('h3').textContent,
      unit: place.closest('figure').querySelector('.quiet').textContent,
      quotes: id === 'price_outside' ? settings.price : [],
      empty: (A && B && (A.absent ?? []).includes(id) && (B.absent ?? []).includes(id) && running.A === null && running.B === null) ? say('not_computed') : '' });
  }
  compare();
}
// Headline numbers of a run, or of one draw of it: pick(id) gives the monthly values of a series.
function measures(months, pick) {
  const at = months.findIndex((name) => name >= settings.today.slice(0, 7));
  const tail = pick('price_outside').slice(at).filter((value) => value !== null);
  const year = months.map((name, place) => (name.startsWith('2027') ? pick('unserved_outside')[place] : null)).filter((value) => value !== null && value !== undefined);
  const last = (id) => pick(id).filter((value) => value !== null).at(-1) ?? null;
  return { peak_outside: tail.length ? Math.max(...tail) : null,
    mean_unserved: year.length ? year.reduce((a, b) => a + b, 0) / year.length : null,
    end_inside: last('price_inside'), end_closure: last('loop_closure'), end_share: last('largest_share'), end_cost: last('cost') };
}
const central = (told) => told && measures(told.months, (id) => told.series[id]?.values ?? []);
const drawn = (which) => bands[which]?.weight.length && !bands[which].failed
  ? bands[which].weight.map((_, draw) => measures(results[which].months, (id) => bands[which].draws[id]?.[draw] ?? [])) : null;
function quantile(values, weight, level) {
  const order = values.map((_, at) => at).sort((one, two) => values[one] - values[two]);
  let run = 0;
  const points = order.map((at) => { run += weight[at]; return [run - 0.5 * weight[at], values[at]]; });
  const next = points.findIndex(([share]) => share >= level);
  if (next <= 0) return next === 0 ? points[0][1] : points.at(-1)[1];
  const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
  return y0 + (y1 - y0) * (level - x0) / (x1 - x0);
}
// Differences draw by draw: the same draws stand behind A and B.
function interval(key, difference) {
  const [one, two] = [drawn('A'), drawn('B')];
  if (!one || !two) return ['—', '—'];
  const values = two.map((told, at) => (told[key] === null || one[at][key] === null ? null : told[key] - one[at][key]));
  if (values.some((value) => value === null)) return ['—', '—'];
  const weight = bands.B.weight;
  const same = values.reduce((sum, value, at) => sum + (Math.sign(value) === Math.sign(difference) ? weight[at] : 0), 0);
  return [`[${shown(quantile(values, weight, 0.05))}, ${shown(quantile(values, weight, 0.95))}]`, `${Math.round(100 * same)}\u202f%`];
}
function compare() {
  const [a, b] = [central(results.A), central(results.B)];
  if (!a || !b) return;
  byId('compare').tBodies[0].replaceChildren(...Object.keys(a).map((key) => {
    const row = document.createElement('tr');
    const known = a[key] !== null && b[key] !== null;
    const difference = known ? b[key] - a[key] : 0;
    const cells = [say(key), shown(a[key]), shown(b[key]), known ? `${difference > 0 ? '+' : ''}${shown(difference)}` : '—', ...known ? interval(key, difference) : ['—', '—']];
    cells.forEach((cell, place) => {
      const node = document.createElement(place ? 'td' : 'th');
      if (place) node.className = `num${place === 3 ? ' strong' : ''}${place > 3 ? ' optional' : ''}`; else node.scope = 'row';
      node.textContent = cell;
      row.append(node);
    });
    return row;
  }));
  if (a.peak_outside && b.peak_outside && !outdated) {
    const percent = 100 * (b.peak_outside / a.peak_outside - 1);
    byId('headline').textContent = results.A.effects_hash === results.B.effects_hash ? say('same') : Math.abs(percent) < 1 ? say('head_same')
      : say(percent > 0 ? 'head_up' : 'head_down', { percent: shown(Math.abs(percent), 2) });
  }
}

// ---- wiring ------------------------------------------------------------------------------------
let waiting = 0;
function rerun(after = 0) {
  keepAddress();
  document.body.dataset.idle = 'false';
  clearTimeout(waiting);
  waiting = setTimeout(() => simulate('B', query()), after);
}
byId('a').addEventListener('change', () => { keepAddress(); simulate('A', queryOfA()); });
byId('base').addEventListener('change', (event) => { state.base = event.target.value; drawRows(); rerun(); });
byId('branch').addEventListener('change', (event) => { state.branch = event.target.value; drawRows(); rerun(); });
byId('element')?.addEventListener('change', (event) => {
  keepAddress();
  const address = new URL(location);
  address.searchParams.set('element', event.target.value);
  address.searchParams.delete('buy');
  location.assign(address);
});
// Another mineral has other acts, goods and numbers: only the scenarios and the branch go along.
byId('chain').addEventListener('change', (event) => {
  const kept = ['lang', 'a', 'base', 'branch', 'v'].filter((key) => new URL(location).searchParams.has(key));
  const address = new URLSearchParams(kept.map((key) => [key, new URL(location).searchParams.get(key)]));
  if (event.target.selectedIndex > 0) address.set('chain', event.target.value);
  location.assign(`/sandbox?${address}`);
});
byId('reset').addEventListener('click', () => {
  state.off.clear();
  for (const key of ['shift', 'from', 'until', 'set']) state[key] = {};
  state.branch = '';
  byId('branch').value = '';
  state.buy = [];
  stock.value = 0;
  tellStock();
  document.querySelectorAll('.rail[data-key]').forEach((rail) => rail.reset());
  drawRows();
  rerun();
});
byId('copy').addEventListener('click', async () => {
  keepAddress();
  await navigator.clipboard?.writeText(location.href).catch(() => {});
  byId('copy').textContent = say('copied');
});
addEventListener('redrawcharts', draw);
drawRows();
new ResizeObserver(drawRows).observe(byId('rules'));
keepAddress();
simulate('A', queryOfA());
simulate('B', query());
