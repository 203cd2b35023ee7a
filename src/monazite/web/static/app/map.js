// Land without borders, marks and flow lines: Equal Earth turned so that the Pacific is whole, and
// where places crowd in East Asia a framed inset beside it.
import { geoEqualEarth, geoPath } from '/static/vendor/d3-geo-3.1.1/d3-geo.js';
import { CENTRE, ways } from './flow_way.js';

const SVG = 'http://www.w3.org/2000/svg';
const svg = document.getElementById('map');
const data = JSON.parse(document.getElementById('map-data').textContent);
data.marks ??= [];
data.flows ??= [];
data.stages ??= [];
const PARTY = { china: 'china', allied: 'allied', resource: 'resource', other: 'other' };
// Longitudes and latitudes of the inset; it is drawn where at least so many places lie in it.
const EAST = [[92, -9], [147, 46]];
const CROWD = 3;
const INSET_FROM = 900;
const land = await (await fetch('/static/vendor/land-110m/land.json')).json();
const make = (name, attributes, content) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (content !== undefined) node.textContent = content;
  return node;
};
const shape = (stage, size) => [
  `M${size} 0A${size} ${size} 0 1 1 ${-size} 0A${size} ${size} 0 1 1 ${size} 0Z`,
  `M${-size * 0.88} ${-size * 0.88}H${size * 0.88}V${size * 0.88}H${-size * 0.88}Z`,
  `M0 ${-size * 1.15}L${size * 1.1} ${size * 0.85}H${-size * 1.1}Z`,
  `M0 ${-size * 1.2}L${size * 1.2} 0L0 ${size * 1.2}L${-size * 1.2} 0Z`,
][stage] ?? `M${size} 0A${size} ${size} 0 1 1 ${-size} 0A${size} ${size} 0 1 1 ${size} 0Z`;

const widthOf = (text) => [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? 13 : 7.2), 0);
const within = ([longitude, latitude]) => longitude >= EAST[0][0] && longitude <= EAST[1][0] && latitude >= EAST[0][1] && latitude <= EAST[1][1];

// Which spots a label may take that no other label or mark has.
function free(boxes, wished) {
  for (const box of wished) {
    if (!boxes.some((one) => box.x < one.x + one.w && box.x + box.w > one.x && box.y < one.y + one.h && box.y + box.h > one.y)) return box;
  }
  return null;
}

function arrow(flow, projection, thick) {
  const pieces = ways(flow.a, flow.b, projection);
  const at = (place) => `${place[0].toFixed(1)} ${place[1].toFixed(1)}`;
  const path = make('path', { d: pieces.map(([from, control, to]) => `M${at(from)}Q${at(control)} ${at(to)}`).join(''),
    fill: 'none', stroke: `var(--${PARTY[flow.party]})`, 'stroke-width': thick.toFixed(1), 'stroke-opacity': 0.5, 'stroke-linecap': 'butt', class: 'flow' });
  path.append(make('title', {}, `${flow.from} → ${flow.to}, ${flow.stage}: ${Math.round(flow.tonnes).toLocaleString('en').replaceAll(',', '\u202f')} t`));
  const [, control, b] = pieces.at(-1);
  const angle = Math.atan2(b[1] - control[1], b[0] - control[0]);
  const head = Math.max(5, thick * 1.15);
  const tip = [b[0] - Math.cos(angle) * 7, b[1] - Math.sin(angle) * 7];
  return [path, make('path', { d: `M${tip[0]} ${tip[1]}l${-head * Math.cos(angle - 0.45)} ${-head * Math.sin(angle - 0.45)}L${tip[0] - head * Math.cos(angle + 0.45)} ${tip[1] - head * Math.sin(angle + 0.45)}Z`,
    fill: `var(--${PARTY[flow.party]})` })];
}

// Marks and labels of regions in a frame (x, y, w, h); labelled says of which regions names are set.
function places(frame, projection, most, scale, marked, labelled, value) {
  const parts = [];
  const labels = [];
  const boxes = [];
  const nodes = new Map();
  for (const mark of marked) {
    if (!nodes.has(mark.region)) nodes.set(mark.region, []);
    nodes.get(mark.region).push(mark);
  }
  const large = (marks) => Math.max(...marks.map((one) => one.tonnes));
  for (const [, marks] of [...nodes].sort((one, two) => large(two[1]) - large(one[1]))) {
    const [x, y] = projection(marks[0].at);
    marks.forEach((mark, at) => {
      const stage = data.stages.indexOf(mark.stage);
      const size = Math.max(2.6, Math.sqrt(mark.tonnes / most) * scale.size);
      const offset = (at - (marks.length - 1) / 2) * scale.apart;
      const node = make('path', { d: shape(stage, size), transform: `translate(${(x + offset).toFixed(1)} ${y.toFixed(1)})`,
        fill: stage > 3 ? 'var(--paper)' : `var(--${PARTY[mark.party]})`, stroke: stage > 3 ? `var(--${PARTY[mark.party]})` : 'var(--paper)', 'stroke-width': 1.6 });
      node.append(make('title', {}, `${mark.name}, ${mark.step ?? mark.stage}: ${mark.text} ${mark.unit ?? 't'}`));
      parts.push(node);
      boxes.push({ x: x + offset - size, y: y - size, w: 2 * size, h: 2 * size });
    });
    if (!labelled(marks[0])) continue;
    const largest = marks.find((one) => one.tonnes === large(marks));
    const words = value ? [marks[0].name, `${largest.step ?? largest.stage} ${largest.text}`] : [marks[0].name];
    const wide = Math.max(...words.map(widthOf));
    const high = 16 * words.length;
    const reach = 10 + marks.length * 6;
    const over = 3 + Math.max(2.6, Math.sqrt(large(marks) / most) * scale.size);
    const wished = [[x + reach, y - 8], [x - reach - wide, y - 8], [x - wide / 2, y + 13], [x - wide / 2, y - 13 - high], [x + reach, y + 6], [x - reach - wide, y + 6], [x + reach, y - high], [x - reach - wide, y - high], [x - wide / 2, y - over - high], [x - wide / 2, y + over], [x + reach + over, y - 8]]
      .map(([left, top]) => ({ x: left, y: top, w: wide, h: high }))
      .filter((box) => box.x > frame.x && box.x + box.w < frame.x + frame.w && box.y > frame.y && box.y + box.h < frame.y + frame.h);
    const spot = free(boxes, wished);
    if (!spot || labels.length >= scale.most) continue;
    boxes.push(spot);
    words.forEach((word, at) => labels.push(make('text', { x: spot.x, y: spot.y + 13 + 16 * at, 'font-size': at ? 12 : 13, 'font-weight': at ? 400 : 600,
      fill: at ? 'var(--ink2)' : `var(--${PARTY[marks[0].party]}-text)`, stroke: 'var(--paper)', 'stroke-width': 3, 'paint-order': 'stroke', 'stroke-linejoin': 'round' }, word)));
  }
  return { parts, labels, boxes };
}

function inset(frame, projection, most) {
  const near = geoEqualEarth().rotate([-120, 0]).fitExtent([[frame.x + 1, frame.y + 1], [frame.x + frame.w - 1, frame.y + frame.h - 1]],
    { type: 'MultiPoint', coordinates: [EAST[0], EAST[1], [EAST[0][0], EAST[1][1]], [EAST[1][0], EAST[0][1]]] });
  const clip = make('clipPath', { id: 'inset-clip' });
  clip.append(make('rect', { x: frame.x, y: frame.y, width: frame.w, height: frame.h }));
  const group = make('g', { 'clip-path': 'url(#inset-clip)' });
  const bounds = near.clipExtent([[frame.x, frame.y], [frame.x + frame.w, frame.y + frame.h]]);
  group.append(make('path', { d: geoPath(bounds)(land), fill: 'var(--land)', stroke: 'none' }));
  near.clipExtent(null);
  const shown = data.flows.filter((flow) => within(flow.a) || within(flow.b));
  for (const flow of [...shown].reverse()) group.append(...arrow(flow, near, Math.max(1, Math.sqrt(flow.tonnes / most) * 14)));
  const own = data.marks.filter((mark) => within(mark.at));
  const { parts, labels } = places(frame, near, most, { size: 16, apart: 17, most: 14 }, own, () => true, true);
  group.append(...parts, ...labels);
  const corners = [EAST[0], EAST[1], [EAST[0][0], EAST[1][1]], [EAST[1][0], EAST[0][1]]].map(projection);
  const [left, right] = [Math.min(...corners.map((one) => one[0])), Math.max(...corners.map((one) => one[0]))];
  const [top, bottom] = [Math.min(...corners.map((one) => one[1])), Math.max(...corners.map((one) => one[1]))];
  const line = { fill: 'none', stroke: 'var(--line2)', 'stroke-width': 1 };
  return [clip,
    make('path', { ...line, d: `M${right} ${top}L${frame.x} ${frame.y}M${right} ${bottom}L${frame.x} ${frame.y + frame.h}` }),
    make('rect', { ...line, stroke: 'var(--ink3)', x: left, y: top, width: right - left, height: bottom - top }),
    make('rect', { x: frame.x, y: frame.y, width: frame.w, height: frame.h, fill: 'var(--paper)' }), group,
    make('rect', { ...line, stroke: 'var(--ink3)', x: frame.x, y: frame.y, width: frame.w, height: frame.h })];
}

function draw() {
  const whole = svg.clientWidth;
  const narrow = whole < 640;
  const crowded = new Set(data.marks.filter((mark) => within(mark.at)).map((mark) => mark.region)).size >= CROWD;
  const beside = whole >= INSET_FROM && crowded;
  const width = beside ? Math.round(whole * 0.68) : whole;
  const height = Math.round(width * (narrow ? 0.62 : beside ? 0.54 : 0.47));
  svg.style.height = `${height}px`;
  svg.dataset.mapWidth = width;
  svg.setAttribute('viewBox', `0 0 ${whole} ${height}`);
  const frame = { x: 0, y: 0, w: width, h: height };
  const projection = geoEqualEarth().rotate([-CENTRE, 0]).fitExtent([[2, 2], [width - 2, height - 2]],
    { type: 'MultiPoint', coordinates: [[CENTRE - 179.9, 0], [CENTRE + 179.9, 0], [CENTRE, 74], [CENTRE, -50]] });
  const most = Math.max(...data.marks.map((one) => one.tonnes), ...data.flows.map((one) => one.tonnes), 1e-9);
  const parts = [make('path', { d: geoPath(projection)(land), fill: 'var(--land)', stroke: 'none' })];
  for (const flow of [...data.flows].reverse()) parts.push(...arrow(flow, projection, Math.max(0.8, Math.sqrt(flow.tonnes / most) * (narrow ? 7 : 11))));
  const scale = narrow ? { size: 8, apart: 7, most: 9 } : { size: 13, apart: 11, most: 60 };
  const set = places(frame, projection, most, scale, data.marks, (mark) => !beside || !within(mark.at), false);
  parts.push(...set.parts);
  const { boxes, labels } = set;
  const points = (data.points ?? []).map((one) => ({ ...one, place: projection(one.at), size: (4 + Math.sqrt(one.count) * 2.6) * (narrow ? 0.6 : 1) }));
  for (const { place: [x, y], size } of points) boxes.push({ x: x - size * 0.7, y: y - size * 0.7, w: 1.4 * size, h: 1.4 * size });
  for (const one of points) {
    const { place: [x, y], size } = one;
    const node = make('circle', { cx: x, cy: y, r: size, fill: 'var(--ink)', 'fill-opacity': 0.72, stroke: 'var(--paper)', 'stroke-width': 1.5 });
    node.append(make('title', {}, `${one.name}: ${one.count}`));
    parts.push(node);
    if (one.count < 3 || (narrow && one.count < 6)) continue;
    const told = `${one.name} ${one.count}`;
    const wide = widthOf(told);
    const spot = free(boxes, [[x + size + 4, y - 8], [x - size - 4 - wide, y - 8], [x - wide / 2, y - size - 18], [x - wide / 2, y + size + 2]]
      .map(([left, top]) => ({ x: left, y: top, w: wide, h: 16 }))
      .filter((box) => box.x > 0 && box.x + box.w < width && box.y > 0 && box.y + box.h < height));
    if (!spot) continue;
    boxes.push(spot);
    labels.push(make('text', { x: spot.x, y: spot.y + 12.5, 'font-size': 12, 'font-weight': 600, fill: 'var(--ink)',
      stroke: 'var(--paper)', 'stroke-width': 3, 'paint-order': 'stroke' }, told));
  }
  const aside = { x: width + 20, y: 1, w: whole - width - 21, h: height - 2 };
  svg.replaceChildren(...parts, ...labels, ...beside ? inset(aside, projection, most) : []);
}
const base = { marks: data.marks, flows: data.flows };
// Another year has other marks and other flows; a year of which no flow is known has none.
addEventListener('mapyear', ({ detail }) => {
  data.marks = detail?.marks ?? base.marks;
  data.flows = detail ? detail.flows : base.flows;
  draw();
});
draw();
new ResizeObserver(draw).observe(svg.parentElement);
document.body.dataset.map = 'drawn';
