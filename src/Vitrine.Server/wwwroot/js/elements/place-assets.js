// Says where the open asset, the selection, or what is chosen beside the map was taken: type-ahead over towns, or coordinates. One job, which can be taken back.
import { ApiError, get } from '../api.js';
import { open } from '../dialogs.js';
import { atMost, icon } from '../dom.js';
import { run } from '../jobs.js';
import { point } from '../pick.js';
import { count, say } from '../say.js';
import { aim, sizeOf } from '../target.js';

/** @typedef {{country?: string, countryName?: string, region?: string, town?: string, latitude?: number, longitude?: number, clear?: boolean}} Place */

const offered = 8;

class PlaceAssets extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  input = /** @type {HTMLInputElement} */ (this.querySelector('[role="combobox"]'));
  list = /** @type {HTMLElement} */ (this.querySelector('[role="listbox"]'));
  said = /** @type {HTMLElement} */ (this.querySelector('[data-said]'));
  /** @type {import('../target.js').Target} */
  #target = {};
  /** @type {Place[]} */
  #choices = [];
  #active = 0;
  #asked = 0;
  /** Until the choices are those of what is typed. */
  #asking = Promise.resolve();
  #soon = atMost(() => { this.#asking = this.#ask(); }, 120);

  connectedCallback() {
    this.dialog.addEventListener('opening', event => { if (!this.#aim()) event.preventDefault(); });
    this.addEventListener('open', () => open(this.dialog));
    this.input.addEventListener('input', () => this.#soon());
    this.input.addEventListener('keydown', event => this.#key(event));
    this.list.addEventListener('mousedown', event => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('.pick-row') : null;
      if (row) this.#take(this.#choices[[...this.list.children].indexOf(row)]);
    });
    this.setAttribute('ready', '');
  }

  #aim() {
    const map = /** @type {import('./asset-map.js').AssetMap | null} */ (document.querySelector('asset-map'));
    const target = map ? map.target() : aim();
    if (!target) return false;
    this.#target = target;
    /** @type {HTMLElement} */ (this.querySelector('[data-title]')).textContent = count('place.title', sizeOf(target));
    this.input.value = '';
    this.said.textContent = '';
    this.#draw(this.#nothing());
    return true;
  }

  /** On the map's page what is placed has no place to take away. @returns {Place[]} */
  #nothing() { return document.querySelector('asset-map') ? [] : [{ clear: true }]; }

  async #ask() {
    const typed = this.input.value.trim(), asked = ++this.#asked;
    if (!typed) { this.said.textContent = ''; this.#draw(this.#nothing()); return; }
    try {
      const found = await get(`/api/places?prefix=${encodeURIComponent(typed)}&limit=${offered}`);
      if (asked !== this.#asked) return;
      this.said.textContent = found.length ? '' : say('place.unknown');
      this.#draw(found);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.said.textContent = error instanceof ApiError ? error.message : say('offline');
      this.#draw([]);
    }
  }

  /** @param {Place[]} choices */
  #draw(choices) {
    this.#choices = choices;
    this.list.replaceChildren(...choices.map((choice, i) => {
      const row = Object.assign(document.createElement('div'), { className: 'pick-row', role: 'option', id: `place-${i}`, ariaSelected: 'false' });
      const name = Object.assign(document.createElement('span'), { className: 'grow truncate', dir: 'auto' });
      name.append(Object.assign(document.createElement('b'), { textContent: choice.clear ? say('place.clear') : choice.town ?? this.#position(choice) }));
      row.append(icon(choice.clear ? 'x' : 'place', true), name, Object.assign(document.createElement('span'), { className: 'pick-n small truncate', textContent: this.#around(choice) }));
      return row;
    }));
    this.#point(0);
  }

  /** @param {Place} choice */
  #position(choice) { return `${choice.latitude}, ${choice.longitude}`; }

  /** @param {Place} choice */
  #around(choice) { return [choice.region, choice.countryName].filter(name => name && name !== choice.town).join(', '); }

  /** @param {number} to */
  #point(to) { this.#active = point(this.input, this.list, to); }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); this.#point(this.#active + (event.key === 'ArrowDown' ? 1 : -1)); }
    else if (event.key === 'Enter') { event.preventDefault(); this.#enter(); }
  }

  /** Who types fast means what stands there, not what was offered for its beginning. */
  async #enter() {
    this.#asking = this.#ask();
    for (let asking; asking !== this.#asking;) { asking = this.#asking; await asking; }
    this.#take(this.#choices[this.#active]);
  }

  /** @param {Place | undefined} choice */
  async #take(choice) {
    if (!choice) return;
    this.dialog.close();
    const { country, region, town, latitude, longitude } = choice;
    const body = choice.clear ? { clear: true } : { position: { latitude, longitude }, names: country || region || town ? { country, region, town } : undefined };
    await run('/api/places', { ...this.#target, ...body }, n => choice.clear ? count('unplaced', n) : count('placed-at', n, town ?? this.#position(choice)));
  }
}
customElements.define('place-assets', PlaceAssets);
