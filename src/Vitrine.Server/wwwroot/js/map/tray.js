// Files without a position, beside the map: chosen by click, Space or Shift, and dragged onto it, tapped onto it, or placed by the name of a town.
import { post } from '../api.js';
import { icon } from '../dom.js';
import { run } from '../jobs.js';
import { count, number, say } from '../say.js';

const most = 60;

/** Files without a position. */
export const unplaced = '-box:-180,-90,180,90';

export class Tray {
  /** @type {{id: string, name: string, tone?: string, hasPreview: boolean}[]} */
  #items = [];
  /** @type {Set<string>} */
  #chosen = new Set();
  #last = 0;
  #asked = 0;

  /** @param {HTMLElement} root @param {string} query */
  constructor(root, query) {
    this.root = root;
    this.query = query ? `(${query}) ${unplaced}` : unplaced;
    this.list = /** @type {HTMLElement} */ (root.querySelector('[data-tiles]'));
    this.list.addEventListener('click', event => this.#click(event));
    this.list.addEventListener('keydown', event => this.#key(event));
    this.list.addEventListener('dragstart', event => this.#drag(event));
  }

  /** What is placed next: the chosen ones, or all that are seen where none is chosen. */
  target() {
    const ids = this.#items.map(item => item.id).filter(id => this.#chosen.size === 0 || this.#chosen.has(id));
    return ids.length ? { ids } : null;
  }

  /** @returns {Promise<number | undefined>} how many there are */
  async draw() {
    const asked = ++this.#asked;
    const answer = await post('/api/search', { query: this.query, limit: most, sort: '-taken' }).catch(() => null);
    if (!answer || asked !== this.#asked) return undefined;
    const seen = (/** @type {{id: string, hasPreview: boolean}[]} */ items) => items.map(item => item.id + item.hasPreview).join();
    if (seen(answer.items) !== seen(this.#items)) this.#replace(answer.items);
    /** @type {HTMLElement} */ (this.root.querySelector('[data-tray]')).hidden = answer.total === 0;
    /** @type {HTMLElement} */ (this.root.querySelector('[data-done]')).hidden = answer.total > 0;
    /** @type {HTMLElement} */ (this.root.querySelector('[data-unplaced]')).textContent = number(answer.total);
    const more = /** @type {HTMLAnchorElement} */ (this.root.querySelector('[data-more]'));
    more.hidden = answer.total <= most;
    more.href = `/?q=${encodeURIComponent(this.query)}`;
    more.textContent = count('map.more', answer.total - most);
    return answer.total;
  }

  /** What had the focus keeps it; where it is gone, the tile in its place has it. @param {any[]} items */
  #replace(items) {
    const focused = this.list.contains(document.activeElement) ? Number(/** @type {HTMLElement} */ (document.activeElement).dataset.index) : -1, id = this.#items[focused]?.id;
    this.#items = items;
    this.#chosen = new Set([...this.#chosen].filter(one => items.some(item => item.id === one)));
    this.list.replaceChildren(...items.map((item, i) => this.#tile(item, i)));
    if (focused < 0 || !items.length) return;
    const again = items.findIndex(item => item.id === id);
    /** @type {HTMLElement} */ (this.list.children[again < 0 ? Math.min(focused, items.length - 1) : again].firstElementChild).focus();
  }

  /** Says where the chosen ones were taken. @param {{lat: number, lng: number}} at @param {string[]} [ids] */
  async put(at, ids) {
    const target = ids ? { ids } : this.target();
    if (!target) return;
    const position = { latitude: Number(at.lat.toFixed(6)), longitude: Number((at.lng - 360 * Math.floor((at.lng + 180) / 360)).toFixed(6)) };
    await run('/api/places', { ...target, position }, n => count('placed', n));
  }

  /** @param {any} item @param {number} index */
  #tile(item, index) {
    const tile = document.createElement('li'), box = document.createElement('button');
    box.type = 'button';
    box.className = 'map-tile';
    box.draggable = true;
    box.dataset.index = String(index);
    box.ariaLabel = item.name;
    box.title = item.name;
    if (/^#[0-9a-f]{6}$/i.test(item.tone ?? '')) box.style.setProperty('--tone', item.tone);
    if (item.hasPreview) box.append(Object.assign(new Image(), { src: `/api/assets/${item.id}/thumbnail`, alt: '', loading: 'lazy', draggable: false }));
    else box.append(icon(item.kind === 'image' ? 'photo' : item.kind === 'other' ? 'document' : item.kind));
    tile.append(box);
    this.#mark(box, this.#chosen.has(item.id));
    return tile;
  }

  /** @param {Element} box @param {boolean} on */
  #mark(box, on) { box.setAttribute('aria-pressed', String(on)); }

  /** @param {number} from @param {number} to @param {boolean} on */
  #choose(from, to, on) {
    for (let i = Math.min(from, to); i <= Math.max(from, to); i++) {
      const { id } = this.#items[i], box = this.list.children[i].firstElementChild;
      this.#chosen[on ? 'add' : 'delete'](id);
      if (box) this.#mark(box, on);
    }
    this.#last = to;
  }

  /** @param {Event} event */
  #indexOf(event) {
    const box = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('.map-tile')) : null;
    return box ? Number(box.dataset.index) : -1;
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const index = this.#indexOf(event);
    if (index >= 0) this.#choose(event.shiftKey ? this.#last : index, index, event.shiftKey || !this.#chosen.has(this.#items[index].id));
  }

  /** Arrows go from tile to tile. @param {KeyboardEvent} event */
  #key(event) {
    const index = this.#indexOf(event), step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (index < 0) return;
    if (event.key === 'x') { event.preventDefault(); this.#choose(index, index, !this.#chosen.has(this.#items[index].id)); }
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    /** @type {HTMLElement | null | undefined} */ (this.list.children[index + step]?.firstElementChild)?.focus();
  }

  /** @param {DragEvent} event */
  #drag(event) {
    const index = this.#indexOf(event);
    if (index < 0 || !event.dataTransfer) return;
    if (!this.#chosen.has(this.#items[index].id)) { this.#choose(0, this.#items.length - 1, false); this.#choose(index, index, true); }
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', say('map.dragged', this.#chosen.size));
  }
}
