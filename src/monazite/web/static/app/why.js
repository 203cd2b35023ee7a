// The trail behind a number: fetched when its "how computed" is opened for the first time.
addEventListener('toggle', async (event) => {
  const place = event.target;
  if (!place.dataset?.why || !place.open || place.dataset.asked) return;
  place.dataset.asked = 'yes';
  try {
    const answer = await fetch(place.dataset.why);
    place.querySelector('.why').innerHTML = await answer.text();
  } catch {
    delete place.dataset.asked;
  }
}, true);
for (const field of document.querySelectorAll('[data-submits]')) field.addEventListener('change', () => field.form.requestSubmit());
