// A grid over any number of assets: only what is in view (and a screen around it) is in the document.
// Chunks come as they are scrolled to; a placeholder of the final size stands where none is yet.
import { atMost } from '../dom.js';
import { live } from '../live.js';
import { count, say } from '../say.js';
import { toast } from '../toast.js';
import { followBar, followHeads, Grouping } from '../grid/heads.js';
import { listen } from '../grid/keys.js';
import { lay, lines } from '../grid/layout.js';
import { Line } from '../grid/line.js';
import { chunkSize, Results } from '../grid/results.js';
import { Selection } from '../grid/selection.js';
import { Tile } from '../grid/tile.js';
import { tools } from '../grid/tools.js';

/** @typedef {import('../grid/layout.js').Layout} Layout */

const heights = [0, 104, 156, 220, 320];

export class AssetGrid extends HTMLElement {
  /** @type {Map<number, Tile | Line>} */
  #tiles = new Map();
  /** @type {(Layout | undefined)[]} */
  #layouts = [];
  /** @type {number[]} */
  #tops = [];
  #inView = new Set();
  #frame = { width: 0, row: heights[2], gap: 6, head: 40, columns: /** @type {number | undefined} */ (undefined) };
  #fast = false;
  #settle = 0;
  list = /** @type {HTMLElement} */ (this.querySelector('ul'));
  stage = /** @type {HTMLElement} */ (this.closest('[data-stage]'));
  results = new Results(this.dataset.query ?? '', this.dataset.found || (this.dataset.query ?? ''), this.dataset.sort ?? '', this.dataset.groups ?? 'apart', JSON.parse(this.querySelector('script')?.textContent || '{"total":0,"items":[]}'));
  grouping = new Grouping(this.results.sort, this.dataset.groupBy);
  density = Number(localStorage.getItem('density') ?? 2);
  selection = new Selection(this.dataset.groups === 'together');
  focusIndex = 0;
  table = this.dataset.view === 'table';

  connectedCallback() {
    this.results.addEventListener('came', event => this.#came(/** @type {CustomEvent} */ (event).detail));
    this.results.addEventListener('refreshed', () => this.#keepingPlace(() => { this.#layouts = []; this.#measure(); }));
    this.results.addEventListener('failed', event => toast(/** @type {CustomEvent} */ (event).detail?.message ?? say('offline'), { bad: true }));
    this.selection.addEventListener('change', () => this.draw());
    new ResizeObserver(() => this.resized()).observe(this);
    for (const target of [this.stage, document]) target.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    const look = atMost(() => this.look(), 1_500);
    live.addEventListener('change', look);
    live.addEventListener('activity', look);
    listen(this);
    followBar(this);
    if (this.grouped) { followHeads(this); if (this.dataset.uncounted === undefined) this.grouping.follow(this); }
    tools(this);
    this.resized();
    this.#fromAddress();
    sessionStorage.setItem('view', this.table ? 'table' : 'grid');
    this.setAttribute('ready', '');
  }

  /** The element that scrolls: the stage, on a phone the page. */
  get scroller() { return getComputedStyle(this.stage).overflowY === 'visible' ? /** @type {HTMLElement} */ (document.scrollingElement) : this.stage; }

  /** Top and height of the view in the grid's own coordinates. */
  get view() {
    const page = this.scroller === document.scrollingElement, box = page ? { top: 0, height: innerHeight } : this.scroller.getBoundingClientRect();
    return { top: box.top - this.list.getBoundingClientRect().top, height: box.height };
  }

  /** Where the tile at an index lies, whether it is in the document or not. @param {number} index */
  place(index) {
    const chunk = Math.floor(index / chunkSize), at = index % chunkSize, layout = this.#layout(chunk);
    const row = layout.rows.find(one => at < one.to) ?? layout.rows[layout.rows.length - 1];
    return { chunk, row, top: this.#tops[chunk] + row.top, middle: row.left[at - row.from] + row.width[at - row.from] / 2 };
  }

  /** Rows of a chunk with its place. @param {number} chunk */
  rows(chunk) { return chunk < 0 || chunk >= this.results.chunks ? [] : this.#layout(chunk).rows; }

  /** Scrolls a tile into view and gives it the focus. @param {number} index @param {boolean} [centre] */
  focusTile(index, centre) {
    index = Math.max(0, Math.min(this.results.total - 1, index));
    this.focusIndex = index;
    const { top, row } = this.place(index), { top: from, height } = this.view, head = 100;
    if (centre) this.scroller.scrollTop += top + row.height / 2 - from - height / 2;
    else if (top < from + head) this.scroller.scrollTop += top - from - head;
    else if (top + row.height > from + height - head) this.scroller.scrollTop += top + row.height - from - height + head;
    this.draw();
    this.#tiles.get(index)?.link.focus({ preventScroll: true });
  }

  /** Scrolls so that a tile lies at the top, and leaves the focus where it is. @param {number} index */
  showFrom(index) {
    index = Math.max(0, Math.min(this.results.total - 1, index));
    this.scroller.scrollTop += this.place(index).top - this.view.top - this.under;
  }

  /** What lies over the top of the view: the head of the stage, on a phone the bar of the page. */
  get under() {
    const head = /** @type {HTMLElement | null} */ (this.stage.querySelector('.stage-head'));
    const over = head && getComputedStyle(head).position === 'sticky' ? head : /** @type {HTMLElement | null} */ (document.querySelector('.top'));
    return over?.offsetHeight ?? 0;
  }

  /** Position of the first result that is seen. */
  get first() {
    const y = this.view.top + this.under, chunk = Math.max(0, this.#tops.findLastIndex(start => start <= y));
    const row = this.rows(chunk).find(one => this.#tops[chunk] + one.top + one.height > y);
    return row ? chunk * chunkSize + row.from : 0;
  }

  /** Chunks in view with their places and headings. */
  get heads() { return [...this.#inView].map(chunk => ({ start: this.#tops[chunk], heads: this.#layout(chunk).heads, group: this.#groupAt(chunk * chunkSize) })); }

  /** Whether days, months or folders stand over the rows. */
  get grouped() { return !this.table && this.grouping.by !== null; }

  /** The group at a position: that of the result, or where it is not here yet what the counts say. @param {number} index */
  #groupAt(index) {
    const item = this.grouped ? this.results.item(index) : undefined;
    return !this.grouped ? undefined : item ? this.grouping.of(item) : this.grouping.at(index);
  }

  /** The address of an asset, which knows the search it was opened from. @param {number} index */
  href(index) {
    const query = new URLSearchParams({ at: String(index) }), id = this.results.item(index)?.id;
    if (this.dataset.query) query.set('q', this.dataset.query);
    if (this.dataset.sort) query.set('sort', this.dataset.sort);
    return id ? `/assets/${id}?${query}` : '';
  }

  /** @param {number} chunk @returns {Layout} */
  #layout(chunk) {
    const items = this.results.peek(chunk), start = chunk * chunkSize;
    return this.#layouts[chunk] ??= this.table ? lines(this.results.size(chunk), this.#frame) : lay(
      Array.from({ length: items?.length ?? this.results.size(chunk) }, (_, i) => ({ ar: items ? (items[i].width ?? 4) / (items[i].height ?? 3) : 1.2, group: this.#groupAt(start + i) })),
      { ...this.#frame, before: chunk > 0 ? this.#groupAt(start - 1) ?? this.#groupAt(start) : undefined });
  }

  #measure() {
    let top = 0;
    this.#tops = [];
    for (let chunk = 0; chunk < this.results.chunks; chunk += 1) { this.#tops.push(top); top += this.#layout(chunk).height; }
    this.list.style.blockSize = `${top}px`;
    this.draw();
  }

  /** Draws what is in view: adds, moves and removes tiles and headings. */
  draw() {
    const { top, height } = this.view, from = top - height, to = top + height * 2;
    const heads = document.createDocumentFragment(), seen = new Set(), inView = new Set();
    for (let chunk = 0; chunk < this.results.chunks; chunk += 1) {
      const start = this.#tops[chunk], layout = this.#layout(chunk);
      if (start > to || start + layout.height < from) continue;
      inView.add(chunk);
      for (const row of layout.rows) {
        if (start + row.top > to || start + row.top + row.height < from) continue;
        for (let i = row.from; i < row.to; i += 1) seen.add(this.#tile(chunk * chunkSize + i, row.left[i - row.from], start + row.top, row.width[i - row.from], row.height));
      }
      for (const head of layout.heads) heads.append(this.grouping.heading(start + head.top, head.group));
    }
    for (const [index, tile] of this.#tiles) if (!seen.has(index) && (index >= this.results.total || !tile.node.contains(document.activeElement))) { tile.remove(); this.#tiles.delete(index); }
    for (const head of this.list.querySelectorAll('.grid-head')) head.remove();
    this.list.prepend(heads);
    this.stage.classList.toggle('is-selecting', this.selection.count > 0);
    this.#inView = inView;
    if (!this.#fast) this.results.want(inView);
    this.dispatchEvent(new Event('drawn'));
  }

  /** @param {number} index @param {number} x @param {number} y @param {number} width @param {number} height */
  #tile(index, x, y, width, height) {
    let tile = this.#tiles.get(index);
    if (!tile) {
      tile = this.table ? new Line(index) : new Tile(index);
      this.#tiles.set(index, tile);
      // In the order of the results, for readers that follow the document.
      const next = this.#tiles.get(index + 1)?.node;
      if (next) next.before(tile.node); else this.list.append(tile.node);
    }
    const item = this.results.item(index);
    tile.place(x, y, width, height);
    tile.show(item, this.results.total, this.href(index), this.selection.has(item?.id), !this.#fast);
    tile.link.tabIndex = index === this.focusIndex ? 0 : -1;
    return index;
  }

  /** @param {number} chunk */
  #came(chunk) {
    this.#keepingPlace(() => { this.#layouts[chunk] = this.#layouts[chunk + 1] = undefined; this.#measure(); });
  }

  /** Changes the layout, and scrolls so that the tile with the focus, else the first one in view, stays where it is. @param {() => void} change */
  #keepingPlace(change) {
    const index = this.#anchor(), scroller = this.scroller;
    const offset = index === null ? 0 : this.place(index).top - this.view.top, id = index === null ? undefined : this.results.item(index)?.id;
    change();
    if (index === null || !this.results.total) return;
    const chunk = Math.floor(index / chunkSize), moved = id ? this.results.peek(chunk)?.findIndex(item => item.id === id) ?? -1 : -1;
    const now = moved >= 0 ? chunk * chunkSize + moved : Math.min(index, this.results.total - 1);
    scroller.scrollTop += this.place(now).top - offset - this.view.top;
    this.draw();
  }

  /** @returns {number | null} the tile that must not move; null at the top, where what is new may push in */
  #anchor() {
    const { top, height } = this.view, inView = (/** @type {number} */ at) => { const { top: y, row } = this.place(at); return y < top + height && y + row.height > top; };
    if (this.#tops.length && this.contains(document.activeElement) && this.focusIndex < this.results.total && inView(this.focusIndex)) return this.focusIndex;
    // What lies under the head of the stage is not seen, so it may move.
    const y = top + this.under, chunk = Math.max(0, this.#tops.findLastIndex(start => start <= y));
    const row = top > 8 ? this.#layouts[chunk]?.rows.find(one => (this.#tops[chunk] ?? 0) + one.top + one.height > y) : undefined;
    return row ? chunk * chunkSize + row.from : null;
  }

  #scrolled() {
    const { top } = this.view;
    this.#fast = Math.abs(top - (this.#lastTop ?? top)) > this.view.height * 1.5;
    this.#lastTop = top;
    this.draw();
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => { this.#fast = false; this.draw(); }, 80);
  }
  /** @type {number | undefined} */ #lastTop;

  resized() {
    const phone = matchMedia('(max-width: 640px)').matches;
    this.#frame = { width: this.list.clientWidth, row: heights[this.density], gap: phone ? 2 : 6, head: 40, columns: phone ? 3 : undefined };
    this.#keepingPlace(() => { this.#layouts = []; this.#measure(); });
  }

  /** Looks for changes: at the top they are shown at once, elsewhere a button offers what is new, so that nothing moves. @param {boolean} [show] */
  async look(show) {
    if (document.visibilityState === 'hidden') return;
    const atTop = this.view.top < 8 && !this.contains(document.activeElement);
    await this.results.refresh(this.#inView.size ? this.#inView : new Set([0]), show || atTop).catch(() => undefined);
    const button = /** @type {HTMLElement} */ (this.stage.querySelector('[data-newer]'));
    button.hidden = !this.results.newer;
    button.textContent = count('grid.newer', this.results.newer);
    const total = this.stage.querySelector('[data-total]');
    if (total) total.textContent = count('library.total', this.results.total + this.results.newer);
    this.stage.querySelector('[data-nothing]')?.toggleAttribute('hidden', this.results.total > 0);
  }

  /** Back from an asset: its tile has the focus again. */
  #fromAddress() {
    const at = /^#at-(\d+)$/.exec(location.hash)?.[1];
    if (at && this.results.total) this.focusTile(Number(at), true);
  }
}
customElements.define('asset-grid', AssetGrid);
