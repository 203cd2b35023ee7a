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
  const show = () => {
    const one = told.years[slider.value];
    const base = Number(slider.value) === told.base;
    document.getElementById('year-shown').textContent = slider.value;
    document.getElementById('year-kind').textContent = one ? `${told.kinds[one.kind]} · ${one.unit}` : '—';
    slider.setAttribute('aria-valuetext', `${slider.value}, ${one ? told.kinds[one.kind] : '—'}`);
    document.getElementById('year-steps').replaceChildren(...(one?.steps ?? []).map(([name, rows]) => {
      const step = made('div');
      const list = made('ul', 'shares');
      list.append(...rows.map(([place, share, text, party]) => {
        const row = made('li');
        const bar = made('i', `bar-${party}${one.kind === 'modelled' ? ' modelled' : ''}`);
        bar.style.width = `${(100 * share).toFixed(1)}%`;
        row.append(made('span', '', place), made('span', 'num', text), bar);
        return row;
      }));
      step.append(made('h3', '', name), list);
      return step;
    }));
    dispatchEvent(new CustomEvent('mapyear', { detail: base || !one ? null : { marks: one.marks } }));
  };
  slider.addEventListener('input', show);
  show();
});
