// Settings of the library: saved with one PATCH; the two big acts run over all assets and say what they did.
import { ApiError, call } from '../api.js';
import { run } from '../jobs.js';
import { count, say } from '../say.js';

class LibrarySettings extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
    const says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
    const range = /** @type {HTMLInputElement} */ (form.elements.namedItem('minConfidence'));
    const number = (/** @type {string} */ name) => Number(/** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value);
    range.addEventListener('input', () => { for (const out of range.labels?.[0]?.querySelectorAll('output') ?? []) out.textContent = range.value; });
    form.addEventListener('input', () => { says.textContent = say('settings.unsaved'); });
    form.addEventListener('submit', async event => {
      event.preventDefault();
      try {
        await call('PATCH', '/api/library', {
          tagNewAssets: /** @type {HTMLInputElement} */ (form.elements.namedItem('tagNewAssets')).checked,
          minConfidence: number('minConfidence'),
          maxTags: number('maxTags'),
        });
        says.textContent = say('settings.saved');
      } catch (error) {
        says.textContent = error instanceof ApiError ? error.message : say('offline');
      }
    });
    this.querySelector('[data-rerun]')?.addEventListener('click', () => run('/api/analyze', { query: '' }, () => say('analysing')));
    this.querySelector('[data-reset]')?.addEventListener('click', () => run('/api/bulk', { query: '', resetAiTags: true }, n => count('reset', n)));
    this.setAttribute('ready', '');
  }
}
customElements.define('library-settings', LibrarySettings);
