// Linked folders: settings saved with one PATCH; what moves assets to the trash runs as a job that can be undone.
import { run } from '../jobs.js';
import { count } from '../say.js';
import { field, saves } from '../settings-form.js';

class RootSettings extends HTMLElement {
  connectedCallback() {
    saves(this, `/api/roots/${this.dataset.root}`, form => ({
      watching: field(form, 'watching').checked,
      managed: field(form, 'managed').checked,
      pollMinutes: Number(field(form, 'pollMinutes').value),
      excludes: field(form, 'excludes').value.split('\n').map(line => line.trim()).filter(line => line),
    }));
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
