// Files as one ZIP file: asks the server what it would be while the form changes, then lets the browser fetch it.
import { ApiError, post } from '../api.js';
import { open } from '../dialogs.js';
import { count, say, size } from '../say.js';
import { aim, sizeOf } from '../target.js';

/** Milliseconds without a change of the form before the server is asked. */
const rest = 250;

class DownloadFiles extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
  button = /** @type {HTMLButtonElement} */ (this.querySelector('[type="submit"]'));
  /** @type {import('../target.js').Target} */
  #target = {};
  #asked = 0;
  #timer = 0;

  connectedCallback() {
    this.dialog.addEventListener('opening', event => {
      const target = aim();
      if (!target) { event.preventDefault(); return; }
      this.#target = target;
      this.#part('title').textContent = count('download.title', sizeOf(target));
      this.#ask();
    });
    this.addEventListener('open', () => open(this.dialog));
    this.form.addEventListener('input', () => { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.#ask(), rest); });
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#fetch(); });
    this.setAttribute('ready', '');
  }

  /** @param {string} name */
  #part(name) { return /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`)); }

  #request() {
    const said = new FormData(this.form);
    return {
      ...this.#target,
      preset: said.get('preset'), names: said.get('names'), folders: said.has('folders'), strip: said.getAll('strip'),
      csv: said.has('csv'), sidecars: said.has('sidecars'), embed: said.has('embed'), aiTags: said.get('aiTags'),
    };
  }

  /** What it would be: how many files, how large, how named. */
  async #ask() {
    const asked = ++this.#asked, names = /** @type {HTMLInputElement} */ (this.form.elements.namedItem('names'));
    try {
      const would = await post('/api/downloads', { ...this.#request(), dryRun: true });
      if (asked !== this.#asked) return;
      names.removeAttribute('aria-invalid');
      this.#part('example').textContent = would.examples.length ? say('download.example', would.examples[0]) : '';
      this.#part('says').textContent = count('download.size', would.files, size(would.bytes));
      this.button.disabled = would.files === 0;
    } catch (error) {
      if (asked !== this.#asked) return;
      names.setAttribute('aria-invalid', String(error instanceof ApiError && error.status === 400));
      this.#part('example').textContent = '';
      this.#part('says').textContent = error instanceof ApiError ? error.message : say('offline');
      this.button.disabled = true;
    }
  }

  async #fetch() {
    this.button.disabled = true;
    try {
      const made = await post('/api/downloads', this.#request());
      // The browser's own download shows how far it is and can be stopped there.
      const link = Object.assign(document.createElement('a'), { href: made.url, download: made.name });
      link.click();
      this.dialog.close();
    } catch (error) {
      this.#part('says').textContent = error instanceof ApiError ? error.message : say('offline');
    } finally {
      this.button.disabled = false;
    }
  }
}
customElements.define('download-files', DownloadFiles);
