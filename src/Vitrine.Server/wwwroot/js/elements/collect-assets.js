// Puts the open asset or the selection into a collection: type-ahead over those that are there, and a new one by its name.
// Of one asset, the collections that it is in have a tick; choosing one of those takes it out. Each act is a job that can be taken back.
import { ApiError, get, post } from '../api.js';
import { open } from '../dialogs.js';
import { icon } from '../dom.js';
import { run } from '../jobs.js';
import { leave } from '../leave.js';
import { point } from '../pick.js';
import { count, number, say } from '../say.js';
import { aim, sizeOf } from '../target.js';
import { toast } from '../toast.js';

/** @typedef {{id: string, name: string, assets?: number, make?: boolean}} Choice */

const offered = 8;

class CollectAssets extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  input = /** @type {HTMLInputElement} */ (this.querySelector('[role="combobox"]'));
  list = /** @type {HTMLElement} */ (this.querySelector('[role="listbox"]'));
  /** @type {import('../target.js').Target} */
  #target = {};
  /** @type {Set<string>} ids of the collections that a single asset is in */
  #in = new Set();
  /** @type {Choice[]} */
  #choices = [];
  #active = 0;
  #asked = 0;
  /** Until the choices are those of what is typed. */
  #asking = Promise.resolve();

  connectedCallback() {
    this.dialog.addEventListener('opening', event => { if (!this.#aim()) event.preventDefault(); });
    this.addEventListener('open', () => open(this.dialog));
    this.input.addEventListener('input', () => { this.#asking = this.#ask(); });
    this.input.addEventListener('keydown', event => this.#key(event));
    this.list.addEventListener('mousedown', event => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('.pick-row') : null;
      if (row) this.#take(this.#choices[[...this.list.children].indexOf(row)]);
    });
    this.setAttribute('ready', '');
  }

  #aim() {
    const target = aim();
    if (!target) return false;
    this.#target = target;
    this.#in.clear();
    /** @type {HTMLElement} */ (this.querySelector('[data-title]')).textContent = count('collect.title', sizeOf(target));
    this.input.value = '';
    this.#draw([]);
    this.#asking = this.#look();
    return true;
  }

  async #look() {
    const { ids } = this.#target;
    if (ids?.length === 1) {
      const asset = await get(`/api/assets/${ids[0]}`).catch(() => null);
      for (const { id } of asset?.collections ?? []) this.#in.add(id);
    }
    this.#asking = this.#ask();
    await this.#asking;
  }

  async #ask() {
    const typed = this.input.value.trim().replace(/\s+/g, ' '), asked = ++this.#asked;
    const found = (await get(`/api/collections?kind=hand&find=${encodeURIComponent(typed)}&limit=${offered}`).catch(() => null))?.items ?? [];
    if (asked !== this.#asked) return;
    const make = typed && !found.some((/** @type {Choice} */ one) => one.name === typed) ? [{ id: '', name: typed, make: true }] : [];
    this.#draw([...found, ...make]);
  }

  /** @param {Choice[]} choices */
  #draw(choices) {
    this.#choices = choices;
    this.list.replaceChildren(...choices.map((choice, i) => {
      const row = Object.assign(document.createElement('div'), { className: 'pick-row', role: 'option', id: `collect-${i}`, ariaSelected: 'false' });
      const name = Object.assign(document.createElement('span'), { className: 'grow truncate', dir: 'auto' });
      row.setAttribute('aria-checked', String(this.#in.has(choice.id)));
      name.append(Object.assign(document.createElement('b'), { textContent: choice.make ? say('tags.make', choice.name) : choice.name }));
      row.append(choice.make ? icon('plus', true) : Object.assign(document.createElement('i'), { className: 'tick' }), name,
        Object.assign(document.createElement('span'), { className: 'pick-n small', textContent: choice.assets ? number(choice.assets) : '' }));
      return row;
    }));
    this.#point(0);
  }

  /** @param {number} to */
  #point(to) { this.#active = point(this.input, this.list, to); }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); this.#point(this.#active + (event.key === 'ArrowDown' ? 1 : -1)); }
    else if (event.key === 'Enter') { event.preventDefault(); this.#enter(); }
  }

  /** Who types fast means what stands there, not what was offered for its beginning. */
  async #enter() {
    for (let asking; asking !== this.#asking;) { asking = this.#asking; await asking; }
    this.#take(this.#choices[this.#active]);
  }

  /** @param {Choice | undefined} choice */
  async #take(choice) {
    if (!choice) return;
    const target = this.#target;
    this.dialog.close();
    if (this.#in.has(choice.id)) { await leave(choice.id, choice.name, target); return; }
    let { id } = choice;
    if (choice.make) {
      try { ({ id } = await post('/api/collections', { name: choice.name })); } catch (error) { toast(error instanceof ApiError ? error.message : say('offline'), { bad: true }); return; }
    }
    await run(`/api/collections/${id}/assets`, target, n => n ? count('collected', n, choice.name) : say('collected.none', choice.name));
  }
}
customElements.define('collect-assets', CollectAssets);
