// A field that keeps only the rows of a table, or the words of a list, that hold what is typed.
const field = document.getElementById('filter');
const entries = [...document.querySelectorAll('#listed tbody tr, #listed .entry')];
field?.addEventListener('input', () => {
  document.getElementById('listed').classList.remove('first-few', 'brief');
  document.querySelector('[data-unfold=listed]')?.remove();
  const wanted = field.value.trim().toLowerCase();
  for (const entry of entries) entry.hidden = wanted !== '' && !entry.textContent.toLowerCase().includes(wanted);
});
