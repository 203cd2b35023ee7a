// Parts of a page that take a while: fetched after it, with progress, each in its own place.
for (const place of document.querySelectorAll('[data-lazy]')) load(place);

async function load(place) {
  try {
    const answer = await fetch(place.dataset.lazy);
    if (answer.status === 202) {
      const told = await answer.json();
      const bar = place.querySelector('.progress i');
      if (bar) bar.style.width = `${Math.round(100 * told.done)}%`;
      const words = place.querySelector('.sub');
      if (words && told.says) words.textContent = told.says;
      setTimeout(() => load(place), 400);
      return;
    }
    const html = await answer.text();
    if (!place.isConnected) return;
    const whole = place.dataset.whole && document.getElementById(place.dataset.whole);
    const made = document.createElement('template');
    made.innerHTML = html;
    for (const part of [...made.content.querySelectorAll('[data-into]')]) {
      const target = document.getElementById(part.dataset.into);
      if (target) target.innerHTML = part.innerHTML;
      part.remove();
    }
    if (made.content.textContent.trim()) {
      const target = whole || place;
      target.replaceChildren(made.content);
      for (const inner of target.querySelectorAll('[data-lazy]')) load(inner);
    }
    dispatchEvent(new Event('partloaded'));
  } catch {
    setTimeout(() => load(place), 2000);
  }
}
