// Values from names and from defaults, looked at before they are kept; and what folders ask of fields.
import { call, post } from '../api.js';
import { atMost } from '../dom.js';
import { folderOf, offersFolders } from '../fields/folders.js';
import { removes, sentence } from '../fields/sources.js';
import { run } from '../jobs.js';
import { count, say } from '../say.js';

/** Rows of names and what is read in them. @param {HTMLElement} place @param {{path: string, values: Record<string, string>, problems: {message: string}[]}[]} names */
function draw(place, names) {
  place.replaceChildren(...names.map(name => {
    const row = document.createElement('tr'), head = document.createElement('th'), cell = document.createElement('td');
    head.scope = 'row';
    head.dir = 'auto';
    head.textContent = name.path;
    cell.textContent = Object.entries(name.values).map(([field, value]) => `${field}: ${value}`).join(' · ') || (name.problems.length ? '' : '–');
    for (const problem of name.problems) cell.append(Object.assign(document.createElement('p'), { className: 'small danger', textContent: problem.message }));
    row.append(head, cell);
    return row;
  }));
}

class FieldPatterns extends HTMLElement {
  form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
  trouble = /** @type {HTMLElement} */ (this.querySelector('[data-trouble]'));
  says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
  /** @type {{id: string, order: number} | null} the pattern that is changed; null for a new one */
  #changes = null;
  #asked = 0;

  connectedCallback() {
    const text = this.#input('pattern'), look = atMost(() => this.#look(), 300);
    offersFolders(this.#input('folder'));
    text.addEventListener('input', look);
    this.#input('folder').addEventListener('change', look);
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#keep(); });
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (button?.dataset.editPattern) this.#edit(button.dataset);
      else if (button?.dataset.leave !== undefined) this.#edit({});
    });
    removes(this, 'deletePattern', '/api/field-patterns/');
    this.setAttribute('ready', '');
  }

  /** @param {string} name */
  #input(name) { return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name)); }

  /** Puts a pattern that is there into the form, or empties it. @param {DOMStringMap} pattern */
  #edit({ editPattern, name = '', pattern = '', folder = '', order }) {
    this.#changes = editPattern ? { id: editPattern, order: Number(order) } : null;
    this.#input('name').value = name;
    this.#input('pattern').value = pattern;
    this.#input('folder').value = folder;
    /** @type {HTMLElement} */ (this.querySelector('[data-leave]')).hidden = !this.#changes;
    this.#look();
    this.#input('pattern').focus();
  }

  /** The folder of the form; says so where there is none of that path. @returns {Promise<string | null | undefined>} */
  async #folder() {
    const trouble = /** @type {HTMLElement} */ (this.querySelector('[data-folder-trouble]'));
    try {
      const id = await folderOf(this.#input('folder').value);
      trouble.textContent = '';
      return id;
    } catch (error) {
      trouble.textContent = sentence(error);
      return undefined;
    } finally { this.#input('folder').toggleAttribute('aria-invalid', trouble.textContent !== ''); }
  }

  async #look() {
    const asked = this.#asked += 1, pattern = this.#input('pattern').value, folderId = await this.#folder();
    // Answers may come in another order than they were asked for.
    if (asked !== this.#asked) return;
    if (!pattern.trim()) { this.trouble.textContent = this.says.textContent = ''; return; }
    if (folderId === undefined) return;
    try {
      const tried = await post('/api/field-patterns/try', { pattern, folderId });
      if (asked !== this.#asked) return;
      this.trouble.textContent = '';
      this.says.textContent = say('pattern.tried', tried.read, tried.wrong, tried.unread);
      draw(/** @type {HTMLElement} */ (this.querySelector('[data-tried]')), tried.names);
    } catch (error) { if (asked === this.#asked) { this.trouble.textContent = sentence(error); this.says.textContent = ''; } }
  }

  async #keep() {
    const folderId = await this.#folder(), pattern = this.#input('pattern').value;
    if (folderId === undefined) { this.#input('folder').focus(); return; }
    const body = { name: this.#input('name').value || pattern, pattern, folderId, order: this.#changes?.order ?? 0 };
    try {
      await call(this.#changes ? 'PUT' : 'POST', `/api/field-patterns${this.#changes ? `/${this.#changes.id}` : ''}`, body);
      location.reload();
    } catch (error) { this.trouble.textContent = sentence(error); }
  }
}

class FieldFill extends HTMLElement {
  connectedCallback() {
    const says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
    this.querySelector('[data-look]')?.addEventListener('click', async () => {
      try {
        const found = await post('/api/field-fill', { dryRun: true });
        says.textContent = say('fill.preview', found.changed, found.looked, found.total);
        draw(/** @type {HTMLElement} */ (this.querySelector('[data-tried]')), found.examples);
        /** @type {HTMLElement} */ (this.querySelector('.field-tried')).hidden = found.examples.length === 0;
      } catch (error) { says.textContent = sentence(error); }
    });
    this.querySelector('[data-fill]')?.addEventListener('click', () => run('/api/field-fill', {}, changed => count('fill.done', changed)));
    this.setAttribute('ready', '');
  }
}

class FolderFields extends HTMLElement {
  connectedCallback() {
    const url = `/api/folders/${this.dataset.folder}/fields`, trouble = /** @type {HTMLElement} */ (this.querySelector('[data-trouble]'));
    const flag = (/** @type {string} */ text) => text === '' ? null : text === 'true';
    this.querySelector('form')?.addEventListener('submit', async event => {
      event.preventDefault();
      const fields = [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('tr[data-name]'))].map(row => ({
        has: /** @type {HTMLInputElement} */ (row.querySelector('[data-has]')).checked, name: row.dataset.name, required: flag(/** @type {HTMLSelectElement} */ (row.querySelector('[data-required]')).value),
        readOnly: /** @type {HTMLInputElement} */ (row.querySelector('[data-readonly]')).checked || null, default: /** @type {HTMLInputElement} */ (row.querySelector('[data-default]')).value.trim() || null,
      })).filter(one => one.has || one.required !== null || one.readOnly || one.default).map(({ has, ...one }) => one);
      try { await call('PUT', url, { only: /** @type {HTMLInputElement} */ (this.querySelector('[name=only]')).checked, fields }); location.reload(); } catch (error) { trouble.textContent = sentence(error); }
    });
    this.querySelector('[data-drop]')?.addEventListener('click', async () => { try { await call('DELETE', url); location.reload(); } catch (error) { trouble.textContent = sentence(error); } });
    this.setAttribute('ready', '');
  }
}

customElements.define('field-patterns', FieldPatterns);
customElements.define('field-fill', FieldFill);
customElements.define('folder-fields', FolderFields);
