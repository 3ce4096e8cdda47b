// The list of the vocabulary: a new concept, the deny list, and concepts from a file, of which is shown first what they would change.
import { ApiError, call, post } from '../api.js';
import { run } from '../jobs.js';
import { count, number, say } from '../say.js';
import { toast } from '../toast.js';

/** @typedef {{line: number, label: string, state: string, messages: string[]}} Row */

class VocabularyPages extends HTMLElement {
  importing = /** @type {HTMLFormElement} */ (this.querySelector('form[data-import]'));
  /** Whether what the chosen file would change is shown. */
  #looked = false;

  connectedCallback() {
    this.addEventListener('submit', event => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (form.method === 'get' && form.getAttribute('role') === 'search') return;
      event.preventDefault();
      this.#trouble(form, '');
      const does = form.dataset.new !== undefined ? this.#make(form) : form.dataset.deny !== undefined ? this.#deny(form) : this.#looked ? this.#import() : this.#look();
      does.catch(error => this.#trouble(form, error instanceof ApiError ? error.message : say('offline')));
    });
    this.importing.elements.namedItem('file')?.addEventListener('change', () => this.#fresh());
    this.setAttribute('ready', '');
  }

  /** @param {HTMLFormElement} form @param {string} text */
  #trouble(form, text) { const line = form.querySelector('[data-trouble]'); if (line) line.textContent = text; }

  /** @param {HTMLFormElement} form */
  async #make(form) {
    const { language, broader } = form.dataset, label = /** @type {HTMLInputElement} */ (form.elements.namedItem('label')).value;
    const made = await post('/api/concepts', { labels: { [language || 'en']: label }, ...(broader ? { broader: [broader] } : {}) });
    location.assign(`/vocabulary/${made.id}`);
  }

  /** @param {HTMLFormElement} form */
  async #deny(form) {
    const words = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem('words'));
    const list = await call('PUT', '/api/deny-list', { words: words.value.split('\n').map(word => word.trim()).filter(word => word) });
    words.value = list.map((/** @type {{word: string}} */ one) => one.word).join('\n');
    form.closest('dialog')?.close();
    toast(count('deny.saved', list.length));
  }

  #fresh() {
    this.#looked = false;
    /** @type {HTMLElement} */ (this.importing.querySelector('[data-preview]')).hidden = true;
    /** @type {HTMLElement} */ (this.importing.querySelector('[data-go]')).textContent = say('import.look');
  }

  /** @param {string} more @returns {[string, FormData]} */
  #asked(more) {
    const file = /** @type {HTMLInputElement} */ (this.importing.elements.namedItem('file')).files?.[0];
    if (!file) throw new ApiError(400, say('import.none'));
    const form = new FormData();
    form.append('file', file);
    return [`/api/concepts/import?language=${document.documentElement.lang}${more}`, form];
  }

  async #look() {
    const preview = await post(...this.#asked('&dryRun=true'));
    const wrong = preview.refused > 0, rows = /** @type {HTMLElement} */ (this.importing.querySelector('[data-rows]'));
    /** @type {HTMLElement} */ (this.importing.querySelector('[data-summary]')).textContent = say('import.summary', preview.total, preview.new, preview.changed, preview.same, preview.refused);
    rows.replaceChildren(...preview.rows.map((/** @type {Row} */ row) => this.#row(row)));
    /** @type {HTMLElement} */ (this.importing.querySelector('[data-preview]')).hidden = false;
    /** @type {HTMLElement} */ (this.importing.querySelector('[data-partial]')).hidden = !wrong;
    const go = /** @type {HTMLButtonElement} */ (this.importing.querySelector('[data-go]'));
    if (preview.new + preview.changed === 0) { this.#looked = false; return; }
    go.textContent = say('import.take', preview.new + preview.changed);
    this.#looked = true;
  }

  /** @param {Row} row */
  #row(row) {
    const line = document.createElement('tr'), what = document.createElement('td');
    const cell = (/** @type {string} */ text) => Object.assign(document.createElement('td'), { textContent: text });
    what.textContent = [say(`import.${row.state}`), ...row.messages].join(' · ');
    if (row.state === 'error' || row.state === 'conflict') what.className = 'danger';
    line.append(cell(number(row.line)), cell(row.label), what);
    return line;
  }

  async #import() {
    const partial = /** @type {HTMLInputElement} */ (this.importing.elements.namedItem('partial')).checked;
    const [url, form] = this.#asked(partial ? '&partial=true' : '');
    this.importing.closest('dialog')?.close();
    if (await run(url, form, changed => count('import.done', changed))) location.reload();
  }
}
customElements.define('vocabulary-pages', VocabularyPages);
