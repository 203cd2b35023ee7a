// Which tables and charts of a page cannot be kept: no CSV, Excel, citation or account of how they
// were made, or name no source; charts also as PNG and SVG? What stands in the foot of a figure, or of one around it.
() => {
  const chart = (node) => node.matches('svg[role=img], .chart, .calendar-frame, .panels, .stages');
  const feet = (node) => {
    const found = [];
    for (let at = node; at && at.tagName !== 'MAIN'; at = at.parentElement) {
      for (const near of [...at.children, ...at.parentElement.children]) {
        if (near.matches('.foot')) found.push(near);
        else found.push(...near.querySelectorAll(':scope > .foot'));
      }
      if (at.matches('section, figure.multiple ~ section')) break;
    }
    return found;
  };
  const told = [];
  for (const node of document.querySelectorAll('main table, main svg[role=img], main .chart, main .calendar-frame, main .panels, main .stages')) {
    if (node.closest('.foot, .panel, [hidden]') || node.parentElement.closest('.chart, .calendar-frame, svg, table')) continue;
    const words = feet(node).flatMap((foot) => [...foot.querySelectorAll('a, button, summary')].map((one) => one.textContent.trim()));
    const wanted = ['CSV', 'Excel', 'Cite', 'How computed', ...chart(node) ? ['PNG', 'SVG'] : []];
    const missing = wanted.filter((word) => !words.includes(word));
    if (!feet(node).some((foot) => foot.querySelector('.src')?.textContent.trim())) missing.push('source');
    if (missing.length) told.push(`${node.tagName} ${node.id || node.className.baseVal || node.className}: no ${missing.join(', ')}`);
  }
  return told;
}
