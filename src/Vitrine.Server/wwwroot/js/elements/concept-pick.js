// A box that finds a concept by typing. Enter or a click takes the marked row: the event "pick" tells its id and label.
import { get } from '../api.js';
import { point } from '../pick.js';

/** @typedef {{id: string, label: string, broader: string[]}} Choice */

class ConceptPick extends HTMLElement {
  input = /** @type {HTMLInputElement} */ (this.querySelector('input'));
  list = /** @type {HTMLElement} */ (this.querySelector('[role="listbox"]'));
  /** @type {Choice[]} */
  #choices = [];
  #active = 0;
  #asked = 0;

  connectedCallback() {
    this.input.addEventListener('input', () => this.#ask());
    this.input.addEventListener('blur', () => this.#draw([]));
    this.input.addEventListener('keydown', event => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); this.#active = point(this.input, this.list, this.#active + (event.key === 'ArrowDown' ? 1 : -1)); }
      else if (event.key === 'Enter') { event.preventDefault(); this.#take(this.#choices[this.#active]); }
      else if (event.key === 'Escape' && this.#choices.length) { event.stopPropagation(); this.#draw([]); }
    });
    this.list.addEventListener('mousedown', event => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('.pick-row') : null;
      if (row) this.#take(this.#choices[[...this.list.children].indexOf(row)]);
    });
    this.setAttribute('ready', '');
  }

  async #ask() {
    const typed = this.input.value.trim(), asked = ++this.#asked;
    const found = typed ? await get(`/api/concepts?prefix=${encodeURIComponent(typed)}&limit=8`).catch(() => []) : [];
    if (asked === this.#asked) this.#draw(found);
  }

  /** @param {Choice[]} choices */
  #draw(choices) {
    this.#choices = choices;
    this.list.hidden = choices.length === 0;
    this.input.setAttribute('aria-expanded', String(choices.length > 0));
    this.list.replaceChildren(...choices.map((choice, i) => {
      const row = document.createElement('div'), name = document.createElement('b');
      row.className = 'pick-row';
      row.role = 'option';
      row.id = `${this.list.id}-${i}`;
      name.textContent = choice.label;
      row.append(name);
      if (choice.broader.length) row.append(' ', Object.assign(document.createElement('span'), { className: 'path', textContent: [...choice.broader].reverse().join(' › ') }));
      return row;
    }));
    this.#active = point(this.input, this.list, 0);
  }

  /** @param {Choice | undefined} choice */
  #take(choice) {
    if (!choice) return;
    this.input.value = '';
    this.#asked += 1;
    this.#draw([]);
    this.dispatchEvent(new CustomEvent('pick', { detail: choice, bubbles: true }));
  }
}
customElements.define('concept-pick', ConceptPick);
