// Linked folders: settings saved with one PATCH; what moves assets to the trash runs as a job that can be undone.
import { ApiError, call } from '../api.js';
import { run } from '../jobs.js';
import { count, say } from '../say.js';

class RootSettings extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
    const says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
    const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    form.addEventListener('input', () => { says.textContent = say('settings.unsaved'); });
    form.addEventListener('submit', async event => {
      event.preventDefault();
      try {
        await call('PATCH', `/api/roots/${this.dataset.root}`, {
          watching: field('watching').checked,
          managed: field('managed').checked,
          pollMinutes: Number(field('pollMinutes').value),
          excludes: field('excludes').value.split('\n').map(line => line.trim()).filter(line => line),
        });
        says.textContent = say('settings.saved');
      } catch (error) {
        says.textContent = error instanceof ApiError ? error.message : say('offline');
      }
    });
    this.setAttribute('ready', '');
  }
}
customElements.define('root-settings', RootSettings);

class RootActions extends HTMLElement {
  connectedCallback() {
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-run]')) : null;
      if (button?.dataset.run) run(button.dataset.run, {}, n => count('trashed', n));
    });
    this.setAttribute('ready', '');
  }
}
customElements.define('root-actions', RootActions);
