// Renews src/monazite/web/static/vendor: the few JavaScript libraries the web app serves, and the
// outline of land. For developers only; nothing is fetched when Monazite is installed or run.
//
//   node tools/vendor_web.mjs        (needs Node 20 or newer and npm)
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGES = {
  echarts: ['6.1.0', 'Apache-2.0'], zrender: ['6.1.0', 'BSD-3-Clause'],
  'htmx.org': ['2.0.11', '0BSD'],
  'd3-geo': ['3.1.1', 'ISC'], 'd3-array': ['3.2.4', 'ISC'], internmap: ['2.0.3', 'ISC'],
  'world-atlas': ['2.0.2', 'ISC'],
};
const TOOLS = { esbuild: '0.28.2', 'topojson-client': '3.1.0' };

const target = new URL('../src/monazite/web/static/vendor/', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'monazite-vendor-'));
const modules = join(work, 'node_modules');

const wanted = [...Object.entries(PACKAGES).map(([n, [v]]) => `${n}@${v}`),
  ...Object.entries(TOOLS).map(([n, v]) => `${n}@${v}`)];
execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', work, ...wanted],
  { stdio: 'inherit' });
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

const lock = [];
const record = (file, packages, made) => {
  const bytes = readFileSync(join(target, file));
  lock.push({ file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length,
    made, packages: packages.map((n) => ({ name: n, version: PACKAGES[n][0], licence: PACKAGES[n][1] })) });
};
const licences = (folder, names) => {
  for (const name of names) {
    for (const file of ['LICENSE', 'LICENSE.txt', 'NOTICE']) {
      try { copyFileSync(join(modules, name, file), join(target, folder, `${name}.${file.replace('.txt', '')}`)); }
      catch (error) { if (error.code !== 'ENOENT') throw error; }
    }
  }
};
const bundle = (folder, file, source, packages) => {
  mkdirSync(join(target, folder), { recursive: true });
  const entry = join(work, `${file}.entry.js`);
  writeFileSync(entry, source);
  execFileSync(join(modules, '.bin', 'esbuild'), [entry, '--bundle', '--minify', '--format=esm',
    '--legal-comments=none', `--outfile=${join(target, folder, file)}`, '--log-level=warning'],
    { stdio: 'inherit', cwd: work });
  licences(folder, packages);
  record(`${folder}/${file}`, packages, 'bundled with esbuild from the parts named in tools/vendor_web.mjs');
};

bundle('echarts-6.1.0', 'echarts.js', `
import * as echarts from 'echarts/core';
import { LineChart, CustomChart, ScatterChart } from 'echarts/charts';
import { GridComponent, TooltipComponent, MarkLineComponent, AriaComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
echarts.use([LineChart, CustomChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent,
  AriaComponent, SVGRenderer]);
export const init = echarts.init;
`, ['echarts', 'zrender']);
bundle('d3-geo-3.1.1', 'd3-geo.js',
  "export { geoPath, geoEqualEarth, geoInterpolate, geoContains } from 'd3-geo';",
  ['d3-geo', 'd3-array', 'internmap']);

mkdirSync(join(target, 'htmx-2.0.11'), { recursive: true });
copyFileSync(join(modules, 'htmx.org/dist/htmx.min.js'), join(target, 'htmx-2.0.11/htmx.min.js'));
licences('htmx-2.0.11', ['htmx.org']);
record('htmx-2.0.11/htmx.min.js', ['htmx.org'], 'unchanged');

// Land without any border: Natural Earth (public domain) by way of world-atlas. Antarctica is left
// out; coordinates are rounded to a hundredth of a degree.
const { feature } = await import(pathToFileURL(join(modules, 'topojson-client/src/index.js')));
const topology = JSON.parse(readFileSync(join(modules, 'world-atlas/land-110m.json')));
const land = feature(topology, topology.objects.land);
const polygons = (land.features ?? [land]).flatMap((f) => f.geometry.type === 'Polygon'
  ? [f.geometry.coordinates] : f.geometry.coordinates);
const kept = polygons.filter((rings) => rings[0].some(([, y]) => y > -60))
  .map((rings) => rings.map((ring) => ring.map(([x, y]) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100])));
mkdirSync(join(target, 'land-110m'), { recursive: true });
writeFileSync(join(target, 'land-110m/land.json'),
  JSON.stringify({ type: 'MultiPolygon', coordinates: kept }));
licences('land-110m', ['world-atlas']);
record('land-110m/land.json', ['world-atlas'], 'land-110m, Antarctica left out, rounded to 0.01 degree');

writeFileSync(join(target, 'vendor.lock.json'), JSON.stringify(lock, null, 1) + '\n');
rmSync(work, { recursive: true, force: true });
