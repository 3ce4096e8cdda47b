// In the empty search box, what was sent from it of late. While a tag, kind, state, collection or the name of an embedded tag is typed in the search box, what there is to choose from: arrows choose, Enter or Tab takes, Esc closes.
import { call, get } from '../api.js';
import { mark } from '../pick.js';
import { number, say } from '../say.js';

/** @typedef {{value: string, path?: string, n?: number, act?: () => void, aside?: boolean}} Choice act: what choosing it does in place of writing it into the box; aside: no search */

/** Names of tags stand bare with these; what they ask for follows them. */
const bareName = /^[\p{L}\p{N}_./-]+$/u;

/** What fields of a few values can be. @type {Record<string, string[]>} */
const options = {
  kind: ['image', 'video', 'audio', 'document', 'other'],
  is: ['incomplete', 'tagged', 'untagged', 'grouped', 'located', 'motion', 'offline', 'missing', 'pending', 'failed'],
  orientation: ['landscape', 'portrait', 'square'],
  'tag.source': ['person', 'file', 'model', 'rule'],
  'tag.state': ['suggested', 'accepted'],
};

class SearchSuggest extends HTMLElement {
  input = /** @type {HTMLInputElement} */ (this.querySelector('input'));
  #list = Object.assign(document.createElement('div'), { className: 'pick-list suggest', id: 'q-list', role: 'listbox', hidden: true, ariaLabel: say('suggest.list') });
  /** @type {Choice[]} */
  #choices = [];
  #active = -1;
  #asked = 0;

  connectedCallback() {
    this.append(this.#list);
    this.input.role = 'combobox';
    this.input.ariaExpanded = 'false';
    this.input.setAttribute('aria-autocomplete', 'list');
    this.input.setAttribute('aria-controls', 'q-list');
    this.input.addEventListener('input', () => this.#ask());
    this.input.addEventListener('focus', () => this.#ask());
    this.input.addEventListener('blur', () => this.#close());
    this.input.addEventListener('keydown', event => this.#key(event));
    this.#list.addEventListener('mousedown', event => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('.pick-row') : null;
      if (row) this.#take(this.#choices[[...this.#list.children].indexOf(row)]);
    });
    this.setAttribute('ready', '');
  }

  /** The field that is being typed before the caret. */
  get #part() {
    const before = this.input.value.slice(0, this.input.selectionStart ?? 0);
    const found = /(?:^|[\s(-])(tag|kind|collection|is|orientation|tag\.source|tag\.state):("[^"]*|[^\s")]*)$/i.exec(before) ?? /(?:^|[\s(-])(embedded)\.("[^"]*|[^\s"():=<>]*)$/i.exec(before);
    return found ? { field: found[1].toLowerCase(), typed: found[2].replace(/^"/, ''), start: before.length - found[2].length, end: before.length } : null;
  }

  async #ask() {
    const part = this.#part, asked = ++this.#asked;
    if (!this.input.value) return this.#offer(await this.#recent(), asked, say('recent.list'));
    if (!part || (part.field === 'tag' && !part.typed)) return this.#close();
    const found = options[part.field]
      ? options[part.field].filter(option => option.startsWith(part.typed.toLowerCase())).map(value => ({ value }))
      : part.field === 'embedded'
        ? (await get(`/api/search/embedded?find=${encodeURIComponent(part.typed)}&limit=8`).catch(() => [])).map((/** @type {any} */ one) => ({ value: one.name, path: one.groups.join(', ') }))
      : part.field === 'collection'
        ? ((await get(`/api/collections?find=${encodeURIComponent(part.typed)}&limit=8`).catch(() => null))?.items ?? []).map((/** @type {any} */ one) => ({ value: one.name, n: one.assets }))
      : (await get(`/api/concepts?prefix=${encodeURIComponent(part.typed)}&limit=8`).catch(() => []))
        .map((/** @type {any} */ one) => ({ value: one.label, path: [...one.broader].reverse().join(' › '), n: one.assets }));
    this.#offer(found, asked, say('suggest.list'));
  }

  /** What was sent from the box of late, and the way to have it forgotten. @returns {Promise<Choice[]>} */
  async #recent() {
    const sent = await get('/api/searches/recent').catch(() => []);
    const again = sent.map((/** @type {{query: string}} */ one) => ({ value: one.query, act: () => { this.input.value = one.query; this.input.form?.requestSubmit(); } }));
    return again.length ? [...again, { value: say('recent.clear'), aside: true, act: () => { call('DELETE', '/api/searches/recent').catch(() => {}); } }] : [];
  }

  /** @param {Choice[]} found @param {number} asked @param {string} label */
  #offer(found, asked, label) {
    if (asked !== this.#asked || document.activeElement !== this.input) return;
    this.#list.ariaLabel = label;
    this.#choices = found;
    this.#list.replaceChildren(...found.map((/** @type {Choice} */ choice, /** @type {number} */ i) => this.#row(choice, i)));
    this.#list.hidden = found.length === 0;
    this.input.ariaExpanded = String(found.length > 0);
    this.#point(-1);
  }

  /** @param {Choice} choice @param {number} i */
  #row(choice, i) {
    const row = Object.assign(document.createElement('div'), { className: 'pick-row', role: 'option', id: `q-${i}`, ariaSelected: 'false' });
    const name = Object.assign(document.createElement('span'), { className: 'grow truncate' });
    name.append(Object.assign(document.createElement(choice.act ? 'span' : 'b'), { textContent: choice.value, dir: 'auto', className: choice.aside ? 'small quiet' : '' }));
    if (choice.path) name.append(' ', Object.assign(document.createElement('span'), { className: 'path', textContent: choice.path }));
    row.append(name, Object.assign(document.createElement('span'), { className: 'pick-n small', textContent: choice.n ? number(choice.n) : '' }));
    return row;
  }

  /** @param {number} to */
  #point(to) {
    const rows = this.#list.children.length;
    this.#active = to < -1 ? rows - 1 : to >= rows ? -1 : to;
    mark(this.input, this.#list, this.#active);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); this.#point(this.#active + (event.key === 'ArrowDown' ? 1 : -1)); }
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.#active >= 0) { event.preventDefault(); this.#take(this.#choices[this.#active]); }
    else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); this.#close(); }
  }

  /** @param {Choice | undefined} choice */
  #take(choice) {
    const part = this.#part;
    if (choice?.act) { this.#close(); choice.act(); return; }
    if (!choice || !part) return;
    const { value } = this.input, names = part.field === 'embedded', text = (names ? bareName : /^[\p{L}\p{N}]+$/u).test(choice.value) ? choice.value : `"${choice.value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    const rest = value.slice(part.end).replace(names ? /^"?:?/ : /^"?\s*/, '');
    this.input.value = `${value.slice(0, part.start)}${text}${names ? ':' : ' '}${rest}`;
    const caret = part.start + text.length + 1;
    this.input.setSelectionRange(caret, caret);
    this.#close();
  }

  #close() {
    this.#asked += 1;
    this.#list.hidden = true;
    this.#choices = [];
    this.input.ariaExpanded = 'false';
    this.input.removeAttribute('aria-activedescendant');
  }
}
customElements.define('search-suggest', SearchSuggest);
