// Keeps a table of the page as CSV or Excel: its words as they stand, its numbers as machines read them.
const number = (text) => {
  const bare = text.replaceAll('\u202f', '').replace('\u2212', '-');
  return /^-?\d+(\.\d+)?$/.test(bare) ? bare : null;
};
const cellText = (cell) => {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll('svg, details, .hidden').forEach((node) => node.remove());
  copy.querySelectorAll('br').forEach((node) => node.replaceWith(' '));
  const text = copy.textContent.replace(/\s+/g, ' ').trim();
  return text === '—' ? 'unknown' : number(text) ?? text;
};
// An element that is drawn says itself which rows stand for it (`rowsToKeep`).
function rowsOf(element) {
  if (element.rowsToKeep) return element.rowsToKeep();
  return [...element.rows].filter((row) => !row.hidden).map((row) => [...row.cells].flatMap((cell) => [cellText(cell), ...Array(cell.colSpan - 1).fill('')]));
}
// What a spreadsheet would run is written with an apostrophe in front.
const safe = (text) => (/^[=+@\t\r]/.test(text) || (text.startsWith('-') && number(text) === null) ? `'${text}` : text);
const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csvOf = (rows) => rows.map((row) => row.map((cell) => quoted(safe(String(cell)))).join(',')).join('\n');

export function keep(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
}

export async function keepTable(button) {
  const foot = button.closest('.foot');
  const drawn = foot.querySelector('a[href^="data:text/csv"]');
  const csv = drawn ? decodeURIComponent(drawn.href.slice(drawn.href.indexOf(',') + 1)) : csvOf(rowsOf(document.getElementById(button.dataset.keep)));
  const name = `monazite-${(drawn ? drawn.download.replace(/^monazite-|\.csv$/g, '') : button.dataset.keep)}`;
  const cite = foot.querySelector('.cite')?.textContent ?? '';
  if (button.dataset.as === 'csv') {
    keep(new Blob(['\ufeff', csv, cite ? `\n# ${cite}\n` : '\n'], { type: 'text/csv' }), `${name}.csv`);
    return;
  }
  const answer = await fetch(`/table.xlsx?${new URLSearchParams({ cite })}`, { method: 'POST', body: csv, headers: { 'content-type': 'text/csv' } });
  if (!answer.ok) throw new Error((await answer.text()).slice(0, 300));
  keep(await answer.blob(), `${name}.xlsx`);
}
