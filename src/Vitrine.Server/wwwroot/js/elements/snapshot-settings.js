// When the database is copied each night, and how many copies stay: saved with one PATCH.
import { field, saves } from '../settings-form.js';

class SnapshotSettings extends HTMLElement {
  connectedCallback() {
    saves(this, '/api/library', form => ({
      snapshotAt: field(form, 'nightly').checked ? field(form, 'at').value : 'off',
      snapshotsKept: Number(field(form, 'kept').value),
    }));
    this.setAttribute('ready', '');
  }
}
customElements.define('snapshot-settings', SnapshotSettings);
