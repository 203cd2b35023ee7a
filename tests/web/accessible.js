// Which main rules of WCAG 2.2 does a page break? Names and contrast have checks of their own.
() => {
  const bad = [];
  const told = (rule, node) => bad.push(`${rule}: ${(node.outerHTML ?? String(node)).replace(/\s+/g, ' ').slice(0, 110)}`);
  const all = (chosen) => [...document.querySelectorAll(chosen)];
  const seen = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== 'hidden';
  // structure: one main, one h1, headings that go down one step at a time, landmarks with names
  if (all('main').length !== 1) told('one main', document.body);
  if (all('h1').length !== 1) told('one h1', document.body);
  let level = 0;
  for (const node of all('h1, h2, h3, h4, h5, h6, [role=heading]').filter(seen)) {
    const own = Number(node.getAttribute('aria-level') ?? node.tagName.slice(1));
    if (own > level + 1) told(`heading goes from ${level} to ${own}`, node);
    level = own;
    if (!node.textContent.trim()) told('empty heading', node);
  }
  const named = (node) => node.getAttribute('aria-label') || node.getAttribute('aria-labelledby');
  if (all('nav').length > 1) all('nav').filter((node) => !named(node)).forEach((node) => told('nav without a name', node));
  if (all('body > :not(header, main, footer, script, a.skip, svg[aria-hidden=true])').filter(seen).length) told('content outside landmarks', document.body);
  const skip = document.querySelector('a.skip');
  if (!skip || !document.querySelector(skip.getAttribute('href'))) told('no skip link', document.body);
  // language and title
  if (!/^(en|zh)/.test(document.documentElement.lang)) told('no language', document.documentElement);
  all('[lang]').filter((node) => !/^[a-z]{2}(-[A-Za-z]+)*$/.test(node.lang)).forEach((node) => told('language', node));
  if (!document.title.trim()) told('no title', document.head);
  // ids and what refers to them
  const ids = all('[id]').map((node) => node.id);
  new Set(ids.filter((id, at) => ids.indexOf(id) !== at)).forEach((id) => told('id twice', id));
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns']) {
    for (const node of all(`[${name}]`)) {
      for (const id of node.getAttribute(name).split(/\s+/)) if (!document.getElementById(id)) told(`${name} points nowhere`, node);
    }
  }
  all('label[for]').filter((node) => !document.getElementById(node.htmlFor)).forEach((node) => told('label of nothing', node));
  // controls
  for (const node of all('input:not([type=hidden]), select, textarea').filter(seen)) {
    if (!node.labels?.length && !named(node)) told('control without a label', node);
  }
  all('a').filter((node) => !node.hasAttribute('href')).forEach((node) => told('link without an address', node));
  all('a, button, summary, [tabindex="0"]').filter((node) => node.closest('[aria-hidden=true]')).forEach((node) => told('reachable but hidden', node));
  all('[tabindex]').filter((node) => node.tabIndex > 0).forEach((node) => told('own tab order', node));
  all('a a, a button, button a, button button, summary a, summary button, summary input').forEach((node) => told('control in a control', node));
  // aria: known roles, with what they need; no state on what has none
  const roles = ['alert', 'group', 'heading', 'img', 'region', 'slider', 'status', 'note', 'presentation', 'none', 'list', 'listitem', 'button', 'switch'];
  all('[role]').filter((node) => !roles.includes(node.getAttribute('role'))).forEach((node) => told('role', node));
  all('[role=slider]').filter((node) => !['aria-valuenow', 'aria-valuemin', 'aria-valuemax'].every((name) => node.hasAttribute(name)) || !named(node)).forEach((node) => told('slider', node));
  all('[role=img], [role=region]').filter((node) => !named(node) && !node.querySelector('title')).forEach((node) => told('role without a name', node));
  all('img').filter((node) => !node.hasAttribute('alt')).forEach((node) => told('picture without words', node));
  all('svg').filter((node) => seen(node) && !node.closest('[aria-hidden=true], [role=img]') && !named(node) && !node.querySelector(':scope > title') && !node.getAttribute('role')).forEach((node) => told('drawing without words', node));
  all('[aria-expanded]').filter((node) => !['true', 'false'].includes(node.getAttribute('aria-expanded'))).forEach((node) => told('aria-expanded', node));
  // lists and tables
  all('ul > :not(li, script, template), ol > :not(li, script, template)').forEach((node) => told('not an item of a list', node));
  all('li').filter((node) => !node.closest('ul, ol')).forEach((node) => told('item of no list', node));
  all('dl > :not(dt, dd, div, script, template)').forEach((node) => told('not of a list of words', node));
  all('dt, dd').filter((node) => !node.closest('dl')).forEach((node) => told('word of no list', node));
  all('th').filter((node) => !node.textContent.trim()).forEach((node) => told('empty head of a table', node));
  all('th').filter((node) => !node.getAttribute('scope')).forEach((node) => told('head of nothing', node));
  all('table').filter((node) => seen(node) && !node.querySelector('th')).forEach((node) => told('table without heads', node));
  // what scrolls can be reached; what can be reached is 24 px or stands in a line of text
  for (const node of all('main *').filter(seen)) {
    const style = getComputedStyle(node);
    if (/(auto|scroll)/.test(style.overflowX) && node.scrollWidth > node.clientWidth + 1 && node.tabIndex < 0 && !node.querySelector('a, button, input, select')) told('scrolls, not reachable', node);
  }
  for (const node of all('button, select, input:not([type=hidden]), .chip').filter(seen)) {
    const { width, height } = node.getBoundingClientRect();
    if ((height < 23.5 || width < 23.5) && !node.closest('p') && !(node.matches('[type=checkbox], [type=radio]') && node.closest('label'))) told(`target of ${Math.round(width)}x${Math.round(height)}`, node);
  }
  return bad;
}
