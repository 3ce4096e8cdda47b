// Theme, pinned rail, and the keys that work everywhere: / search, ? keys, i panel.
import { isPlainKey, tones } from './dom.js';
import { localTimes } from './say.js';
import './live.js';

const root = document.documentElement;
const keep = (/** @type {string} */ key, /** @type {string} */ value) => { try { localStorage.setItem(key, value); } catch { /* switched off */ } };
const kept = (/** @type {string} */ key) => { try { return localStorage.getItem(key); } catch { return null; } };

document.querySelector('[data-theme-switch]')?.addEventListener('click', () => {
  const now = root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  root.dataset.theme = now === 'dark' ? 'light' : 'dark';
  keep('theme', root.dataset.theme);
});

const pin = document.querySelector('[data-pin]');
const setPin = (/** @type {boolean} */ on) => {
  pin?.setAttribute('aria-pressed', String(on));
  pin?.closest('.rail')?.classList.toggle('is-pinned', on);
};
pin?.addEventListener('click', () => {
  const on = pin.getAttribute('aria-pressed') !== 'true';
  setPin(on);
  keep('pinned', String(on));
});
setPin(kept('pinned') === 'true');

addEventListener('keydown', event => {
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById('q'));
  if (event.key === 'Escape' && event.target === box) box?.blur();
  if (!isPlainKey(event)) return;
  if (event.key === '/' && box) { event.preventDefault(); box.select(); box.focus(); }
  if (event.key === '?') document.getElementById('keys')?.togglePopover();
  if (event.key === 'i') document.querySelector('live-part.side-end')?.toggleAttribute('hidden');
  if (event.key === 'v') /** @type {HTMLElement | null} */ (document.querySelector('[data-view-link]:not([aria-current])'))?.click();
});

tones(document);
localTimes(document);
