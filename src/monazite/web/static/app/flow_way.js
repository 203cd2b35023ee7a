// By which way does a flow cross the map? The shorter one, over the map's edge where that is shorter.
import { geoInterpolate } from '/static/vendor/d3-geo-3.1.1/d3-geo.js';

// Longitude in the middle of the map: the Pacific is whole, the edge runs down the Atlantic.
export const CENTRE = 147;
const EDGE = 179.9;
const BEND = 0.16;

// Degrees east of the middle, -180 to 180.
const east = ([longitude]) => ((longitude - CENTRE + 540) % 360) - 180;

// Pieces of a flow from a to b (longitude, latitude), each [start, control, end] on the projected
// map: one inside the map; two where it leaves by one edge and comes back at the other.
export function ways(a, b, projection) {
  const from = projection(a);
  const to = projection(b);
  const apart = east(b) - east(a);
  if (Math.abs(apart) <= 180) {
    const great = projection(geoInterpolate(a, b)(0.5));
    const middle = (from[0] + to[0]) / 2;
    return [[from, [middle + (great[0] - middle) * 1.2, (from[1] + to[1]) / 2 - bend(from, to)], to]];
  }
  const side = Math.sign(east(a)) || -Math.sign(apart);
  const first = 180 - side * east(a);
  const latitude = a[1] + (b[1] - a[1]) * (first / (360 - Math.abs(apart)));
  const leaves = projection([CENTRE + side * EDGE, latitude]);
  const returns = projection([CENTRE - side * EDGE, latitude]);
  return [[from, middle(from, leaves), leaves], [returns, middle(returns, to), to]];
}

const bend = (from, to) => Math.hypot(to[0] - from[0], to[1] - from[1]) * BEND;
const middle = (from, to) => [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2 - bend(from, to) / 2];
