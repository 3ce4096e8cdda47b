// When the database is copied each night, and how many copies stay: saved with one PATCH.
import { ApiError, call } from '../api.js';
import { say } from '../say.js';

class SnapshotSettings extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
    const says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
    const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    form.addEventListener('input', () => { says.textContent = say('settings.unsaved'); });
    form.addEventListener('submit', async event => {
      event.preventDefault();
      try {
        await call('PATCH', '/api/library', { snapshotAt: field('nightly').checked ? field('at').value : 'off', snapshotsKept: Number(field('kept').value) });
        says.textContent = say('settings.saved');
      } catch (error) {
        says.textContent = error instanceof ApiError ? error.message : say('offline');
      }
    });
    this.setAttribute('ready', '');
  }
}
customElements.define('snapshot-settings', SnapshotSettings);
