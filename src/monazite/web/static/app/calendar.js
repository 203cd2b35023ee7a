// The calendar of what ends or begins soon: short rows with the day and how far off it is.
import { drawAxis, drawLines, drawSpans, hatches, make, number } from './bars.js';

const list = document.getElementById('calendar');
const settings = JSON.parse(document.getElementById('calendar-settings').textContent);
const window_ = { first: number(settings.first), last: number(settings.last), today: number(settings.today) };

function draw() {
  hatches();
  for (const row of list.querySelectorAll('.act')) {
    const track = row.querySelector('.track');
    const s = drawSpans(track, JSON.parse(row.dataset.spans), row.dataset.lane, window_,
      { bar: 13, end: row.dataset.end || null, plain: true });
    const height = track.clientHeight;
    const at = s.clip(number(row.dataset.on) + (row.dataset.change === 'begins' ? 0 : 1));
    if (row.dataset.change === 'begins' || row.dataset.change === 'ends') track.append(make('path', {
      d: `M${at} ${height / 2 - 10}V${height / 2 + 10}`, stroke: 'var(--ink)', 'stroke-width': 1.6 }));
    const words = make('text', { x: at + 6, y: height / 2 + 4.5, class: 'in' });
    words.append(make('tspan', { class: 'date' }, row.dataset.on.slice(5)), ` ${row.dataset.far}`);
    track.append(words);
    const wide = words.getComputedTextLength();
    if (at + 6 + wide > s.width) { words.setAttribute('x', at - 6); words.setAttribute('text-anchor', 'end'); }
    const box = words.getBBox();
    track.insertBefore(make('rect', { x: box.x - 2, y: box.y + 1, width: box.width + 4, height: box.height - 2,
      fill: 'var(--paper)', 'fill-opacity': 0.93 }), words);
  }
  drawAxis(document.getElementById('calendar-axis'), window_, settings.months, settings.now);
  drawLines(document.getElementById('calendar-lines'), window_, settings.months);
}
draw();
new ResizeObserver(draw).observe(list);
