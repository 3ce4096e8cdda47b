// Values of fields that files get on their way in. The server says, while they are typed, which fields there are beside them and what is wrong.
import { post } from '../api.js';
import { atMost, tones } from '../dom.js';
import { offer, valueOf } from '../elements/field-values.js';
import { say } from '../say.js';

/** @typedef {{field: string, message: string, valid?: string}} Wrong */

export class UploadFields {
  /** @type {Wrong[]} what is wrong with the values that were checked last */
  #wrong = [];
  /** What was checked last. */
  #checked = '';
  #many = false;
  /** @type {Set<Element>} rows that were left: before that what stands in them is not all of it */
  #left = new Set();
  #turn = Promise.resolve();

  /** @param {HTMLElement} place @param {HTMLInputElement} into the folder */
  constructor(place, into) {
    this.place = place;
    this.into = into;
    const soon = atMost(() => this.#again(), 250);
    place.addEventListener('input', event => {
      if (event.target instanceof HTMLInputElement && event.target.dataset.options) offer(event.target);
      soon();
    });
    place.addEventListener('change', event => {
      const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
      if (row) this.#left.add(row);
      soon();
    });
    into.addEventListener('input', soon);
  }

  get #rows() { return /** @type {HTMLElement[]} */ ([...this.place.querySelectorAll('[data-row]')]); }
  get #unique() { return this.#rows.filter(row => row.dataset.unique !== undefined); }

  /** Fetches the inputs, once: what was typed stays from one visit of the sheet to the next. */
  async open() {
    if (!this.#rows.length) {
      const answer = await fetch('/ui/upload-fields', { headers: { Accept: 'text/html' } }).catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
      tones(fresh);
      this.place.replaceChildren(...fresh.childNodes);
      // What was asked while they came, as when somebody typed a folder at once, was shown nowhere.
      this.#checked = '';
      this.several(this.#many);
    }
    if (this.#rows.length) this.#again();
  }

  /** Whether more than one file is on its way: no two have the same unique value. @param {boolean} many */
  several(many) {
    this.#many = many;
    for (const row of this.#unique) {
      /** @type {HTMLInputElement} */ (row.querySelector('[data-field]')).disabled = many;
      /** @type {HTMLElement} */ (row.querySelector('[data-several]')).hidden = !many;
    }
    if (this.#rows.length) this.#again();
  }

  /** The values as JSON; undefined where nothing was entered. Throws, and says beside the fields why, where one of them would not be taken. */
  async take() {
    if (!Object.keys(this.#said()).length) return undefined;
    await this.#look();
    if (!this.#wrong.length) return JSON.stringify(this.#said());
    this.#tell(true);
    throw new Error(say('upload.values'));
  }

  /** What the server found wrong after all. @param {Wrong[]} wrong */
  told(wrong) {
    this.#wrong = wrong;
    // The next try asks again: meanwhile it may be right.
    this.#checked = '';
    this.#tell(true);
  }

  /** A file has come in with the unique values: no other has them. */
  spent() {
    for (const row of this.#unique) /** @type {HTMLInputElement} */ (row.querySelector('[data-field]')).value = '';
    this.#again();
  }

  /** By the names of the fields; what is hidden is not meant. @returns {Record<string, any>} */
  #said() {
    return Object.fromEntries(this.#rows.filter(row => !row.hidden && !(this.#many && row.dataset.unique !== undefined))
      .map(row => [row.dataset.row, valueOf(/** @type {Element} */ (row.querySelector('[data-field]')))])
      .filter(([, value]) => value !== null && !(Array.isArray(value) && !value.length)));
  }

  /** One after the other, so that the last answer is about the last values. */
  #look() { return this.#turn = this.#turn.catch(() => {}).then(() => this.#ask()); }

  /** A lost line is nothing to say. What is shown then is not about what was typed, so it is asked again: no key may follow that would. */
  #again() {
    this.#look().catch(error => {
      const isRefused = error.status < 500 && this.#checked;
      if (!isRefused && this.#question() !== this.#checked && this.place.closest('dialog')?.open) setTimeout(() => this.#again(), 1_000);
    });
  }

  async #ask() {
    // A field that comes or goes may bring others.
    for (let asked = this.#question(); asked !== this.#checked; asked = this.#question()) {
      const { fields, errors } = await post('/api/fields/check', JSON.parse(asked));
      this.#checked = asked;
      this.#wrong = errors;
      this.#show(fields);
    }
    this.#tell(false);
  }

  #question() { return JSON.stringify({ folder: this.into.value, fields: this.#said() }); }

  /** @param {{name: string, applies: boolean, readOnly: boolean, required: boolean, offered?: string[]}[]} fields */
  #show(fields) {
    const there = new Map(fields.map(field => [field.name, field]));
    for (const row of this.#rows) {
      const field = there.get(row.dataset.row ?? '');
      row.hidden = !field?.applies || field.readOnly;
      /** @type {HTMLElement} */ (row.querySelector('[data-required]')).hidden = !field?.required;
      const gone = (/** @type {string} */ value) => value !== '' && !(field?.offered?.includes(value) ?? true);
      for (const option of /** @type {NodeListOf<HTMLOptionElement>} */ (row.querySelectorAll('select > option'))) option.hidden = option.disabled = gone(option.value) && !option.selected;
      for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (row.querySelectorAll('[type=checkbox]'))) /** @type {HTMLElement} */ (box.parentElement).hidden = box.disabled = gone(box.value) && !box.checked;
    }
    this.place.hidden = this.#rows.every(row => row.hidden);
  }

  /** Says beside each field what is wrong with its value. @param {boolean} all also where somebody may still be typing */
  #tell(all) {
    for (const row of this.#rows) {
      if (all && !row.hidden) this.#left.add(row);
      const own = this.#left.has(row) ? this.#wrong.filter(one => one.field === `fields.${row.dataset.row}`) : [];
      /** @type {HTMLElement} */ (row.querySelector('[data-trouble]')).textContent = own.map(one => one.message + (one.valid ? ` → ${one.valid}` : '')).join(' ');
      row.querySelector('[data-field]')?.toggleAttribute('aria-invalid', own.length > 0);
    }
    const fold = this.place.querySelector('details');
    if (all && fold) fold.open = true;
  }
}
