// Settings of the library: saved with one PATCH; the two big acts run over all assets and say what they did.
import { run } from '../jobs.js';
import { count, say } from '../say.js';
import { saves } from '../settings-form.js';

/** @param {HTMLInputElement | HTMLSelectElement} input */
const valueOf = input => input instanceof HTMLSelectElement ? input.value : input.dataset.list !== undefined ? input.value.split(/[\s,;]+/).filter(one => one)
  : input.type === 'checkbox' ? input.checked : input.type === 'number' || input.type === 'range' ? Number(input.value) : input.value.trim();

class LibrarySettings extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
    for (const range of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[type="range"]'))) {
      range.addEventListener('input', () => { for (const out of range.labels?.[0]?.querySelectorAll('output') ?? []) out.textContent = range.value; });
    }
    saves(this, '/api/library', () => Object.fromEntries([...form.elements].flatMap(one => (one instanceof HTMLInputElement || one instanceof HTMLSelectElement) && one.name ? [[one.name, valueOf(one)]] : [])));
    this.querySelector('[data-rerun]')?.addEventListener('click', () => run('/api/analyze', { query: '' }, () => say('analysing')));
    this.querySelector('[data-reset]')?.addEventListener('click', () => run('/api/bulk', { query: '', resetAiTags: true }, n => count('reset', n)));
    this.setAttribute('ready', '');
  }
}
customElements.define('library-settings', LibrarySettings);
