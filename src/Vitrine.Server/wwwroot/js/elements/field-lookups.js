// Look-up tables: which column of a table is which field is guessed, shown, and said by a person where the guess is wrong.
import { ApiError, call } from '../api.js';
import { removes, sentence } from '../fields/sources.js';
import { count, say } from '../say.js';

const examples = 3, problemsShown = 20;

/** @typedef {{columns: {column: string, field?: string}[], first: string[][]}} Table what is known of a table, whether or not it can be taken */

class FieldLookups extends HTMLElement {
  form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
  /** The table that another one replaces; empty for a new one. */
  #replaces = '';
  /** Whether a person said what the columns are, and the guess no longer counts. */
  #said = false;
  #asked = 0;

  connectedCallback() {
    this.form.addEventListener('change', event => {
      // Leaving the name for the button must neither disable nor move the button under the click.
      if (event.target === this.#input('name')) { this.#look(true); return; }
      if (event.target === this.#input('file')) { this.#said = false; this.#part('mapping').replaceChildren(); }
      else if (event.target instanceof Element && event.target.closest('[data-mapping]')) this.#said = true;
      this.#look();
    });
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#take(); });
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (button?.dataset.replaceLookup) this.#replace(button.dataset);
      else if (button?.dataset.leave !== undefined) this.#replace({});
    });
    removes(this, 'deleteLookup', '/api/field-lookups/');
    this.setAttribute('ready', '');
  }

  /** @param {string} name */
  #part(name) { return /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`)); }
  /** @param {string} name */
  #input(name) { return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name)); }
  get #selects() { return /** @type {HTMLSelectElement[]} */ ([...this.#part('mapping').querySelectorAll('select')]); }

  /** The next file comes in place of a table that is there, or as a new one. @param {DOMStringMap} table */
  #replace({ replaceLookup = '', name = '', key }) {
    this.#replaces = replaceLookup;
    this.#input('name').value = name;
    this.#input('name').disabled = replaceLookup !== '';
    if (key) this.#input('keyField').value = key;
    this.#part('leave').hidden = !replaceLookup;
    this.#look();
    this.#input(replaceLookup ? 'file' : 'name').focus();
  }

  /** @param {boolean} dryRun @returns {Promise<any>} null where no file was chosen */
  #send(dryRun) {
    const file = this.#input('file').files?.[0];
    if (!file) return Promise.resolve(null);
    const asked = new URLSearchParams({ keyField: this.#input('keyField').value, dryRun: String(dryRun) });
    if (!this.#replaces) asked.set('name', this.#input('name').value || file.name.replace(/\.[^.]*$/, ''));
    if (this.#said) asked.set('columns', this.#selects.map(one => one.value).join(','));
    return call(this.#replaces ? 'PUT' : 'POST', `/api/field-lookups${this.#replaces ? `/${this.#replaces}` : ''}?${asked}`, file);
  }

  /** @param {boolean} [still] nothing changes before the answer is there */
  async #look(still) {
    const asked = this.#asked += 1, save = /** @type {HTMLButtonElement} */ (this.querySelector('[type=submit]'));
    if (!still) save.disabled = this.#part('preview').hidden = true;
    try {
      const found = await this.#send(true);
      if (asked !== this.#asked) return;
      this.#part('trouble').textContent = '';
      if (!found) return;
      save.disabled = false;
      this.#draw(found);
      this.#preview(found);
    } catch (error) {
      if (asked !== this.#asked) return;
      save.disabled = this.#part('preview').hidden = true;
      this.#part('trouble').textContent = sentence(error);
      if (error instanceof ApiError && error.data?.columns) this.#draw(error.data);
    }
  }

  /** A row for each column: what it is called, what stands in it, and the field that it gives. @param {Table} table */
  #draw({ columns, first }) {
    const place = this.#part('mapping'), header = JSON.stringify(columns.map(one => one.column));
    if (place.dataset.header !== header || !place.childElementCount) {
      place.dataset.header = header;
      const offered = /** @type {HTMLTemplateElement} */ (this.querySelector('template')).content;
      place.replaceChildren(...columns.map(({ column }, at) => {
        const row = document.createElement('tr'), head = document.createElement('th'), cell = document.createElement('td'), which = document.createElement('td'), select = /** @type {HTMLSelectElement} */ (offered.firstElementChild?.cloneNode(true));
        head.scope = 'row';
        head.dir = cell.dir = 'auto';
        head.textContent = column;
        cell.textContent = [...new Set(first.map(row => row[at]).filter(Boolean))].slice(0, examples).join(' · ');
        select.setAttribute('aria-label', say('lookup.column', column));
        which.append(select);
        row.append(head, cell, which);
        return row;
      }));
    }
    this.#selects.forEach((select, at) => { if (!this.#said) select.value = columns[at].field ?? ''; });
    this.#part('columns').hidden = false;
  }

  /** @param {any} found */
  #preview(found) {
    const list = document.createElement('ul'), words = [count('lookup.rows', found.rows)];
    if (found.repeated) words.push(count('lookup.repeated', found.repeated));
    if (found.wrong) words.push(count('lookup.wrong', found.wrong));
    list.className = 'small';
    list.append(...found.problems.slice(0, problemsShown).map((/** @type {any} */ one) => Object.assign(document.createElement('li'), { textContent: say('lookup.row', one.row, one.message) })));
    this.#part('preview').replaceChildren(Object.assign(document.createElement('p'), { textContent: words.join(' ') }), list);
    this.#part('preview').hidden = false;
  }

  async #take() {
    this.#part('says').textContent = say('lookup.taking');
    try {
      if (await this.#send(false)) location.reload();
    } catch (error) {
      this.#part('trouble').textContent = sentence(error);
      this.#part('says').textContent = '';
    }
  }
}

customElements.define('field-lookups', FieldLookups);
