// A table of values: checked as soon as it is chosen, applied when somebody has seen what it would change.
import { ApiError, call } from '../api.js';
import { draw, sum } from '../preview.js';
import { run } from '../jobs.js';
import { count, say } from '../say.js';

class TableImport extends HTMLElement {
  file = /** @type {HTMLInputElement} */ (this.querySelector('[name="file"]'));
  skip = /** @type {HTMLInputElement} */ (this.querySelector('[name="skip"]'));
  says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
  button = /** @type {HTMLButtonElement} */ (this.querySelector('[data-apply]'));
  /** @type {import('../preview.js').Preview | null} */
  #preview = null;
  #asked = 0;

  connectedCallback() {
    this.file.addEventListener('change', () => this.#check());
    this.skip.addEventListener('change', () => this.#fit());
    this.button.addEventListener('click', () => this.#apply());
    this.setAttribute('ready', '');
  }

  async #check() {
    const [file] = this.file.files ?? [], asked = ++this.#asked;
    this.#preview = null;
    this.skip.checked = false;
    this.says.textContent = file ? say('table-edit.checking') : '';
    draw(this, null, true);
    this.#fit();
    if (!file) return;
    const answer = await call('POST', '/api/table?dryRun=true', file).catch(error => error instanceof ApiError ? error.data : null);
    if (asked !== this.#asked) return;
    this.#preview = answer?.preview ?? null;
    this.says.textContent = this.#preview ? sum(this.#preview, this.#preview.examined) : answer?.detail ?? say('offline');
    draw(this, this.#preview ?? (answer?.errors ? { examined: 0, change: 0, already: 0, cannot: 0, differences: [], problems: answer.errors } : null), true);
    this.#fit();
  }

  #fit() {
    const cannot = this.#preview?.cannot ?? 0;
    /** @type {HTMLElement} */ (this.querySelector('[data-skip]')).hidden = cannot === 0;
    this.button.disabled = !this.#preview?.change || (cannot > 0 && !this.skip.checked);
  }

  async #apply() {
    const [file] = this.file.files ?? [];
    if (!file || this.button.disabled) return;
    this.button.disabled = true;
    await run(`/api/table?skipErrors=${this.skip.checked}`, file, n => count('bulk.done', n));
    this.file.value = '';
    this.#check();
  }
}

customElements.define('table-import', TableImport);
