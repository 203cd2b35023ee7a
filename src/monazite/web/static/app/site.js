// What every page does: the menu of the phone, the colour scheme, pictures of what is drawn.
import { keepTable } from './keep.js';
import { savePicture } from './picture.js';

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
export const isDark = () => (root.dataset.scheme ? root.dataset.scheme === 'dark' : dark.matches);

const menu = document.querySelector('.menu');
menu?.addEventListener('click', () => {
  const open = document.getElementById('nav').classList.toggle('open');
  menu.setAttribute('aria-expanded', String(open));
});

const scheme = document.querySelector('[data-scheme-switch]');
const name = () => { scheme.textContent = isDark() ? scheme.dataset.light : scheme.dataset.dark; };
if (scheme) {
  name();
  scheme.addEventListener('click', (event) => {
    event.preventDefault();
    const next = isDark() ? 'light' : 'dark';
    root.dataset.scheme = next;
    document.cookie = `scheme=${next};path=/;max-age=31536000;samesite=strict`;
    name();
    dispatchEvent(new Event('schemechange'));
  });
  dark.addEventListener('change', () => { name(); dispatchEvent(new Event('schemechange')); });
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-draw]');
  if (button) savePicture(document.getElementById(button.dataset.of), button.dataset.draw);
  const unfolds = event.target.closest('[data-unfold]');
  if (unfolds) { document.getElementById(unfolds.dataset.unfold).classList.remove('first-few', 'half', 'few', 'brief'); unfolds.remove(); }
  const kept = event.target.closest('[data-keep]');
  if (kept) keepTable(kept).catch((error) => { kept.title = error.message; kept.classList.add('miss'); });
  if (event.target.closest('[data-print]')) print();
});

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-submit]')) event.target.form.requestSubmit();
});
