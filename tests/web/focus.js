// Which of the things that the keyboard reaches do not show that they have the focus?
() => {
  const bad = [];
  const seen = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== 'hidden' && !node.disabled;
  const reached = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')].filter(seen);
  const step = Math.max(1, Math.floor(reached.length / 60));
  for (const node of reached.filter((_, at) => at % step === 0)) {
    node.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== node) continue;
    const marks = [node, node.nextElementSibling, node.parentElement].filter(Boolean)
      .some((one) => { const style = getComputedStyle(one); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; });
    if (!marks) bad.push(node.outerHTML.replace(/\s+/g, ' ').slice(0, 110));
  }
  document.activeElement?.blur();
  return bad;
}
