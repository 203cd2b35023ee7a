// The year slider of a mineral: bars of each step, and the marks of the map, for the chosen year.
const made = (name, css, text) => {
  const node = document.createElement(name);
  if (css) node.className = css;
  if (text !== undefined) node.textContent = text;
  return node;
};
addEventListener('partloaded', () => {
  const slider = document.getElementById('year-slider');
  if (!slider || slider.dataset.wired) return;
  slider.dataset.wired = 'yes';
  const told = JSON.parse(document.getElementById('years-data').textContent);
  const years = Object.keys(told.years).sort();
  const subs = ['map-sub', 'stages-sub'].map((id) => document.getElementById(id));
  const usual = subs.map((sub) => sub.textContent);
  const steps = document.getElementById('year-steps');
  const balanced = [...steps.children];
  const show = () => {
    const year = years[slider.value] ?? String(told.base);
    const one = told.years[year];
    const base = Number(year) === told.base;
    for (const place of document.querySelectorAll('.year-now')) place.textContent = year;
    subs.forEach((sub, at) => { sub.textContent = base ? usual[at] : `${year} · ${told.kinds[one.kind]}`; });
    document.getElementById('year-arrows').textContent = base ? told.kinds.base : one.arrows;
    slider.setAttribute('aria-valuetext', `${year}, ${one ? told.kinds[one.kind] : '—'}`);
    const drawn = (one?.steps ?? []).map(([name, rows, unit, product]) => {
      const step = made('div');
      const list = made('ul', 'shares');
      list.append(...rows.map(([place, share, text, party]) => {
        const row = made('li');
        const bar = made('i', `bar-${party}${one.kind === 'modelled' && !product ? ' modelled' : ''}`);
        bar.style.width = `${(100 * share).toFixed(1)}%`;
        row.append(made('span', '', place), made('span', 'num', text), bar);
        return row;
      }));
      const what = made('p', 'quiet', unit);
      if (product) {
        const printed = made('span', '', product);
        printed.lang = 'en';
        what.append(made('br'), printed);
      }
      step.append(made('h3', '', name), what, list);
      return step;
    });
    steps.replaceChildren(...base ? balanced : [], ...base ? drawn.filter((_, at) => one.steps[at][3]) : drawn);
    dispatchEvent(new CustomEvent('mapyear', { detail: base || !one ? null : one }));
  };
  slider.addEventListener('input', show);
  show();
});
