// Which texts of a page stand out less than 4.5 to 1 from their ground?
() => {
  const lum = (c) => { const [r, g, b] = c.match(/[\d.]+/g).map(Number).map((v) => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (node) => { for (let n = node; n; n = n.parentElement) {
    const c = getComputedStyle(n).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
  const bad = [];
  for (const node of document.querySelectorAll('main *, header *, footer *')) {
    if (!node.childNodes.length || ![...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim())) continue;
    const style = getComputedStyle(node); const box = node.getBoundingClientRect();
    if (!box.width || style.visibility === 'hidden' || node.closest('svg, .hidden, .tip') || node.closest('[disabled], .off, .dim')) continue;
    const [a, b] = [lum(style.color), lum(ground(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) bad.push(`${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 30)}`);
  }
  return bad;
}
