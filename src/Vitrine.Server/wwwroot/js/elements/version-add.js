// A file that becomes the newest version of the open asset; the toast takes it back by bringing the one before again.
import { ApiError, get, post } from '../api.js';
import { changed } from '../live.js';
import { say } from '../say.js';
import { toast } from '../toast.js';

class VersionAdd extends HTMLElement {
  connectedCallback() {
    this.querySelector('input')?.addEventListener('change', event => {
      const input = /** @type {HTMLInputElement} */ (event.target), file = input.files?.[0];
      input.value = '';
      if (file) this.#send(file);
    });
  }

  /** @param {File} file */
  async #send(file) {
    const address = `/api/assets/${this.dataset.asset}`, form = new FormData();
    form.append('file', file);
    toast(say('version.sending', file.name), { keep: true });
    try {
      const before = await get(address);
      const now = await post(`${address}/versions`, form);
      changed();
      if (now.version.id === before.version.id) toast(say('version.same'));
      else toast(say('version.added'), { undo: async () => { await post(`${address}/versions/${before.version.id}/restore`); changed(); } });
    } catch (error) {
      toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
    }
  }
}
customElements.define('version-add', VersionAdd);
