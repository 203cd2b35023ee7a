// The form of the screening page: what was asked stays in the address, so that a link repeats it.
const form = document.getElementById('screen-form');
form.addEventListener('submit', () => {
  const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
  history.replaceState(null, '', `/screen?${given}`);
});
// On a phone the answer comes first and the form is folded.
const fold = document.querySelector('.fold');
if (matchMedia('(max-width: 1000px)').matches && new URL(location).searchParams.has('good')) fold.open = false;
// What would settle it is asked for once it comes into view; before printing, at once.
document.addEventListener('click', (event) => {
  const waiting = document.querySelectorAll('.settled[hx-get]');
  if (!waiting.length || !event.target.closest('[data-print]')) return;
  event.stopPropagation();
  document.addEventListener('htmx:afterSettle', () => {
    if (!document.querySelector('.settled[hx-get]')) print();
  });
  for (const one of waiting) htmx.trigger(one, 'print-wanted');
}, true);
// On paper nothing is folded.
addEventListener('beforeprint', () => {
  for (const one of document.querySelectorAll('details.alike')) one.open = true;
});
// A sheet that is too large is not even sent.
const sheet = document.getElementById('sheet');
sheet.addEventListener('change', () => {
  sheet.setCustomValidity(sheet.files[0]?.size > Number(sheet.dataset.most) ? sheet.dataset.says : '');
  sheet.reportValidity();
});
