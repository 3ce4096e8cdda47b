// In the empty search box, what was sent from it of late. While a query is typed, what can stand there: fields, operators and values, as the server says. Arrows choose, Enter or Tab takes, Esc closes.
import { call, get, post } from '../api.js';
import { mark } from '../pick.js';
import { number, say } from '../say.js';

/** @typedef {{kind: string, text: string, insert: string, start: number, length: number, help?: string | null, assets?: number | null, act?: () => void}} Choice act: what choosing it does in place of writing it into the box */

/** Who types on is not asked for before he pauses, in milliseconds. */
const pause = 80;

class SearchSuggest extends HTMLElement {
  input = /** @type {HTMLInputElement} */ (this.querySelector('input'));
  #list = Object.assign(document.createElement('div'), { className: 'pick-list suggest', id: 'q-list', role: 'listbox', hidden: true, ariaLabel: say('suggest.list') });
  /** @type {Choice[]} */
  #choices = [];
  #active = -1;
  #timer = 0;
  /** Cuts off the question that is under way: what it brings would be late. @type {AbortController | null} */
  #asking = null;

  connectedCallback() {
    this.append(this.#list);
    this.input.role = 'combobox';
    this.input.ariaExpanded = 'false';
    this.input.setAttribute('aria-autocomplete', 'list');
    this.input.setAttribute('aria-controls', 'q-list');
    this.input.addEventListener('input', () => this.#later());
    this.input.addEventListener('focus', () => { if (!this.input.value) this.#ask(); });
    this.input.addEventListener('blur', () => this.#close());
    this.input.addEventListener('keydown', event => this.#key(event));
    this.#list.addEventListener('mousedown', event => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('.pick-row') : null;
      if (row) this.#take(this.#choices[[...this.#list.children].indexOf(row)]);
    });
    this.setAttribute('ready', '');
  }

  #later() {
    this.#asking?.abort();
    clearTimeout(this.#timer);
    // Earlier searches are offered for an empty box: a key that comes before the answer takes none of them.
    if (!this.input.value.trim() || this.#choices[0]?.act) this.#close();
    this.#timer = setTimeout(() => this.#ask(), pause);
  }

  async #ask() {
    const { value, selectionStart } = this.input, asking = this.#asking = new AbortController();
    if (!value) {
      const sent = await this.#recent(asking.signal);
      if (!asking.signal.aborted && document.activeElement === this.input) this.#show(sent, say('recent.list'));
      return;
    }
    // Longer than a query may be: what is searched for then is told so.
    if (this.input.maxLength > 0 && value.length >= this.input.maxLength) { this.#close(); return; }
    const found = await post('/api/search/suggestions', { query: value, caret: selectionStart ?? value.length }, asking.signal).catch(() => null);
    if (asking.signal.aborted || document.activeElement !== this.input) return;
    this.#show(found?.items ?? [], say('suggest.list'));
  }

  /** What was sent from the box of late, and the way to have it forgotten. @param {AbortSignal} signal @returns {Promise<Choice[]>} */
  async #recent(signal) {
    /** @type {{query: string, label: string}[]} */
    const sent = await get('/api/searches/recent', signal).catch(() => []);
    const row = (/** @type {string} */ kind, /** @type {string} */ text, /** @type {() => void} */ act) => ({ kind, text, insert: '', start: 0, length: 0, act });
    const again = sent.map(({ query, label }) => row('recent', label, () => { this.input.value = query; this.input.form?.requestSubmit(); }));
    return again.length ? [...again, row('clear', say('recent.clear'), () => { call('DELETE', '/api/searches/recent').catch(() => {}); })] : [];
  }

  /** @param {Choice[]} choices @param {string} label */
  #show(choices, label) {
    this.#choices = choices;
    this.#list.ariaLabel = label;
    this.#list.replaceChildren(...choices.map((choice, i) => this.#row(choice, i)));
    this.#list.hidden = choices.length === 0;
    this.input.ariaExpanded = String(choices.length > 0);
    this.#point(-1);
  }

  /** @param {Choice} choice @param {number} i */
  #row(choice, i) {
    const row = Object.assign(document.createElement('div'), { className: 'pick-row', role: 'option', id: `q-${i}`, ariaSelected: 'false' });
    row.dataset.kind = choice.kind;
    const name = Object.assign(document.createElement('span'), { className: 'grow truncate' });
    name.append(Object.assign(document.createElement(choice.act ? 'span' : choice.kind === 'value' ? 'b' : 'code'), { textContent: choice.kind === 'field' ? choice.insert.trim() : choice.text, dir: 'auto', className: choice.kind === 'clear' ? 'small quiet' : '' }));
    if (choice.help) name.append(' ', Object.assign(document.createElement('span'), { className: 'path', textContent: choice.help }));
    row.append(name, Object.assign(document.createElement('span'), { className: 'pick-n small', textContent: typeof choice.assets === 'number' ? number(choice.assets) : '' }));
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
    if (choice?.act) { this.#close(); choice.act(); return; }
    if (!choice) return;
    const { value } = this.input, { start, length, insert } = choice, rest = value.slice(start + length);
    this.input.value = value.slice(0, start) + insert + rest;
    // Behind the blank that stood there already.
    const caret = start + insert.length + (choice.kind === 'value' && !insert.endsWith(' ') && /^\s/.test(rest) ? 1 : 0);
    this.input.setSelectionRange(caret, caret);
    this.#close();
    // What is not finished goes on.
    if (choice.kind !== 'value') this.#later();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#list.hidden = true;
    this.#choices = [];
    this.#active = -1;
    this.input.ariaExpanded = 'false';
    this.input.removeAttribute('aria-activedescendant');
  }
}
customElements.define('search-suggest', SearchSuggest);
