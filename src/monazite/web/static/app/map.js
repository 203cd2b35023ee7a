// Land without borders, marks and flow lines: Equal Earth turned so that the Pacific is whole.
import { geoEqualEarth, geoPath } from '/static/vendor/d3-geo-3.1.1/d3-geo.js';
import { CENTRE, ways } from './flow_way.js';

const SVG = 'http://www.w3.org/2000/svg';
const svg = document.getElementById('map');
const data = JSON.parse(document.getElementById('map-data').textContent);
data.marks ??= [];
data.flows ??= [];
data.stages ??= [];
const PARTY = { china: 'china', allied: 'allied', resource: 'resource', other: 'other' };
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

// Which spots a label may take that no other label or mark has.
function free(boxes, wished) {
  for (const box of wished) {
    if (!boxes.some((one) => box.x < one.x + one.w && box.x + box.w > one.x && box.y < one.y + one.h && box.y + box.h > one.y)) return box;
  }
  return null;
}

function draw() {
  const width = svg.clientWidth;
  const narrow = width < 640;
  const height = Math.round(width * (narrow ? 0.62 : 0.47));
  svg.style.height = `${height}px`;
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const projection = geoEqualEarth().rotate([-CENTRE, 0]).fitExtent([[2, 2], [width - 2, height - 2]],
    { type: 'MultiPoint', coordinates: [[CENTRE - 179.9, 0], [CENTRE + 179.9, 0], [CENTRE, 74], [CENTRE, -50]] });
  const parts = [make('path', { d: geoPath(projection)(land), fill: 'var(--land)', stroke: 'none' })];
  const most = Math.max(...data.marks.map((one) => one.tonnes), ...data.flows.map((one) => one.tonnes), 1e-9);
  const nodes = new Map();
  for (const mark of data.marks) {
    if (!nodes.has(mark.region)) nodes.set(mark.region, []);
    nodes.get(mark.region).push(mark);
  }
  for (const flow of [...data.flows].reverse()) {
    const pieces = ways(flow.a, flow.b, projection);
    const thick = Math.max(0.8, Math.sqrt(flow.tonnes / most) * (narrow ? 7 : 11));
    const at = (place) => `${place[0].toFixed(1)} ${place[1].toFixed(1)}`;
    const path = make('path', { d: pieces.map(([from, control, to]) => `M${at(from)}Q${at(control)} ${at(to)}`).join(''),
      fill: 'none', stroke: `var(--${PARTY[flow.party]})`, 'stroke-width': thick.toFixed(1), 'stroke-opacity': 0.5, 'stroke-linecap': 'butt', class: 'flow' });
    path.append(make('title', {}, `${flow.from} → ${flow.to}, ${flow.stage}: ${Math.round(flow.tonnes).toLocaleString('en').replaceAll(',', '\u202f')} t`));
    parts.push(path);
    const [, control, b] = pieces.at(-1);
    const angle = Math.atan2(b[1] - control[1], b[0] - control[0]);
    const head = Math.max(5, thick * 1.15);
    const tip = [b[0] - Math.cos(angle) * 7, b[1] - Math.sin(angle) * 7];
    parts.push(make('path', { d: `M${tip[0]} ${tip[1]}l${-head * Math.cos(angle - 0.45)} ${-head * Math.sin(angle - 0.45)}L${tip[0] - head * Math.cos(angle + 0.45)} ${tip[1] - head * Math.sin(angle + 0.45)}Z`,
      fill: `var(--${PARTY[flow.party]})` }));
  }
  const boxes = [];
  const labels = [];
  for (const [, marks] of [...nodes].sort((one, two) => Math.max(...two[1].map((m) => m.tonnes)) - Math.max(...one[1].map((m) => m.tonnes)))) {
    const [x, y] = projection(marks[0].at);
    marks.forEach((mark, at) => {
      const size = Math.max(2.6, Math.sqrt(mark.tonnes / most) * (narrow ? 8 : 13));
      const offset = (at - (marks.length - 1) / 2) * (narrow ? 7 : 11);
      const node = make('path', { d: shape(data.stages.indexOf(mark.stage), size), transform: `translate(${(x + offset).toFixed(1)} ${y.toFixed(1)})`,
        fill: data.stages.indexOf(mark.stage) > 3 ? 'var(--paper)' : `var(--${PARTY[mark.party]})`, stroke: data.stages.indexOf(mark.stage) > 3 ? `var(--${PARTY[mark.party]})` : 'var(--paper)', 'stroke-width': 1.6 });
      node.append(make('title', {}, `${mark.name}, ${mark.step ?? mark.stage}: ${mark.text} ${mark.unit ?? 't'}`));
      parts.push(node);
      boxes.push({ x: x + offset - size, y: y - size, w: 2 * size, h: 2 * size });
    });
    const name = marks[0].name;
    const wide = widthOf(name);
    const reach = 10 + marks.length * 6;
    const wished = [[x + reach, y - 8], [x - reach - wide, y - 8], [x - wide / 2, y + 13], [x - wide / 2, y - 29], [x + reach, y + 6], [x - reach - wide, y + 6]]
      .map(([left, top]) => ({ x: left, y: top, w: wide, h: 16 })).filter((box) => box.x > 0 && box.x + box.w < width && box.y > 0 && box.y + box.h < height);
    const spot = free(boxes, wished);
    if (!spot || (narrow && labels.length > 8)) continue;
    boxes.push(spot);
    labels.push(make('text', { x: spot.x, y: spot.y + 13, 'font-size': 13, 'font-weight': 600, fill: `var(--${PARTY[marks[0].party]}-text)`,
      stroke: 'var(--paper)', 'stroke-width': 3, 'paint-order': 'stroke', 'stroke-linejoin': 'round' }, name));
  }
  const points = (data.points ?? []).map((one) => ({ ...one, place: projection(one.at), size: 4 + Math.sqrt(one.count) * 2.6 }));
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
      .map(([left, top]) => ({ x: left, y: top, w: wide, h: 16 })));
    if (!spot) continue;
    boxes.push(spot);
    labels.push(make('text', { x: spot.x, y: spot.y + 12.5, 'font-size': 12, 'font-weight': 600, fill: 'var(--ink)',
      stroke: 'var(--paper)', 'stroke-width': 3, 'paint-order': 'stroke' }, told));
  }
  svg.replaceChildren(...parts, ...labels);
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
