// Saves what is drawn inside an element as one SVG or PNG file, in the colours of the page.
import { keep } from './keep.js';

const SVG = 'http://www.w3.org/2000/svg';
const KEPT = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'fill-opacity', 'stroke-opacity',
  'opacity', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline'];
const FONT = 'Libre Franklin, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, system-ui, sans-serif';

function plain(source, target) {
  const style = getComputedStyle(source);
  for (const key of KEPT) {
    const value = style.getPropertyValue(key);
    if (value && !value.startsWith('url(') && value !== 'none') target.setAttribute(key, value);
    else if (value === 'none' && (key === 'fill' || key === 'stroke')) target.setAttribute(key, 'none');
  }
  target.removeAttribute('class');
  target.removeAttribute('style');
  [...source.children].forEach((child, at) => plain(child, target.children[at]));
}

function wordsOf(element, box) {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest('svg, .foot, .hidden, script, details')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const place = range.getBoundingClientRect();
    if (!place.width) continue;
    const style = getComputedStyle(parent);
    const text = document.createElementNS(SVG, 'text');
    text.setAttribute('x', place.left - box.left);
    text.setAttribute('y', place.top - box.top + place.height * 0.76);
    text.setAttribute('fill', style.color);
    text.setAttribute('font-size', style.fontSize);
    text.setAttribute('font-weight', style.fontWeight);
    text.textContent = node.textContent.trim();
    found.push(text);
  }
  return found;
}

// One drawing of an element: its SVG parts at their places and its words as text.
export function pictureOf(element) {
  const box = element.getBoundingClientRect();
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('xmlns', SVG);
  picture.setAttribute('width', Math.ceil(box.width + 32));
  picture.setAttribute('height', Math.ceil(box.height + 32));
  picture.setAttribute('viewBox', `-16 -16 ${Math.ceil(box.width + 32)} ${Math.ceil(box.height + 32)}`);
  picture.setAttribute('font-family', FONT);
  const ground = document.createElementNS(SVG, 'rect');
  for (const [key, value] of Object.entries({ x: -16, y: -16, width: '100%', height: '100%',
    fill: getComputedStyle(document.body).backgroundColor })) ground.setAttribute(key, value);
  picture.append(ground);
  for (const svg of element.querySelectorAll('svg')) {
    if (svg.parentElement.closest('svg') || svg.closest('.foot')) continue;
    const place = svg.getBoundingClientRect();
    if (!place.width || !place.height) continue;
    const copy = svg.cloneNode(true);
    plain(svg, copy);
    for (const [key, value] of Object.entries({ x: place.left - box.left, y: place.top - box.top,
      width: place.width, height: place.height })) copy.setAttribute(key, value);
    picture.append(copy);
  }
  picture.append(...wordsOf(element, box));
  const defs = document.getElementById('hatch-china')?.parentElement;
  if (defs) {
    const copy = defs.cloneNode(true);
    plain(defs, copy);
    picture.prepend(copy);
  }
  return picture;
}

export function savePicture(element, kind) {
  const picture = pictureOf(element);
  const text = new XMLSerializer().serializeToString(picture);
  const name = `monazite-${element.id}`;
  const blob = new Blob([text], { type: 'image/svg+xml' });
  if (kind === 'svg') { keep(blob, `${name}.svg`); return; }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((made) => keep(made, `${name}.png`), 'image/png');
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
