// Which texts of a page are in another language than the page says? Texts marked with a language of
// their own, code, and what is read letter by letter (symbols, numbers of acts) are left out.
() => {
  const chinese = document.documentElement.lang.startsWith('zh');
  const words = /(?:\b[a-z][a-z'’-]+\b[ ,;:]+){2,}\b[a-z][a-z'’-]+\b/;
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.textContent.trim();
    const place = node.parentElement;
    if (!text || place.closest('script, style, code, pre, textarea, option, .cite')) continue;
    const own = place.closest('[lang]');
    const tongue = own.lang.slice(0, 2);
    if (tongue === 'zh' && !/[一-鿿]/.test(text) && words.test(text)) bad.push(text.slice(0, 90));
    if (tongue === 'en' && /[一-鿿]{2}/.test(text)) bad.push(text.slice(0, 90));
  }
  return [...new Set(bad)];
}
