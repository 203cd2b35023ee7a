// Which things that can be reached have no name for a screen reader?
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=slider], [tabindex]')]
  .filter((node) => node.getBoundingClientRect().width > 0)
  .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length || node.title
    || (node.id && document.querySelector(`label[for="${node.id}"]`))))
  .map((node) => node.outerHTML.slice(0, 120))
