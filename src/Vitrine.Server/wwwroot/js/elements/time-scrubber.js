// The results as a ruler of time: years and months stand where they lie; a click or a drag goes there.
import { get } from '../api.js';
import { atMost } from '../dom.js';
import { live } from '../live.js';
import { month, say } from '../say.js';

/** @typedef {{value: string, assets: number}} Month */

/** Labels stand at least this share of the height apart. */
const apart = 0.045, ticksApart = 0.012;

class TimeScrubber extends HTMLElement {
  /** @type {{month: string, from: number}[]} */
  #months = [];
  #total = 0;
  #mark = Object.assign(document.createElement('span'), { className: 'scrubber-now', ariaHidden: 'true' });

  connectedCallback() { customElements.whenDefined('asset-grid').then(() => this.#start()); }

  #start() {
    const grid = /** @type {import('./asset-grid.js').AssetGrid | null} */ (document.querySelector('asset-grid'));
    // By days and months it is taken dates that follow each other, whatever the order within them.
    const sort = grid?.results.sort.replace(/^-(?:day|month),.*/, '-taken') ?? '';
    if (!grid || !/^-?(added|taken)?$/.test(sort)) return;
    const ask = new URLSearchParams();
    if (grid.results.query) ask.set('q', grid.results.query);
    if (sort) ask.set('sort', sort);
    const look = async () => this.#draw(/** @type {Month[]} */ (await get(`/ui/months?${ask}`).catch(() => [])));
    look();
    live.addEventListener('change', atMost(look, 30_000));
    grid.addEventListener('drawn', () => this.#follow(grid));
    const go = (/** @type {PointerEvent} */ event) => {
      const box = this.getBoundingClientRect(), at = Math.max(0, Math.min(1, (event.clientY - box.top - 12) / (box.height - 24)));
      grid.showFrom(Math.round(at * grid.results.total));
    };
    this.addEventListener('pointerdown', event => { if (!(event.target instanceof HTMLAnchorElement)) { this.setPointerCapture(event.pointerId); go(event); } });
    this.addEventListener('pointermove', event => { if (this.hasPointerCapture(event.pointerId)) go(event); });
    this.addEventListener('click', event => {
      const link = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('a')) : null;
      if (!link) return;
      event.preventDefault();
      grid.showFrom(Number(link.dataset.from));
    });
  }

  /** @param {Month[]} months */
  #draw(months) {
    let from = 0;
    this.#months = months.map(one => { const at = { month: one.value, from }; from += one.assets; return at; });
    this.#total = from;
    this.hidden = months.length < 2;
    const focused = this.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.from : undefined;
    let label = -1, tick = -1, year = '';
    this.replaceChildren(...this.#months.flatMap(one => {
      const at = one.from / this.#total, isYear = one.month.slice(0, 4) !== year, far = at - label >= apart || label < 0;
      if (!far && (isYear || at - tick < ticksApart)) return [];
      const link = document.createElement('a');
      link.href = `#at-${one.from}`;
      link.dataset.from = String(one.from);
      link.style.setProperty('--at', String(at));
      link.ariaLabel = one.month ? month(one.month) : say('grid.undated');
      tick = at;
      if (isYear && far) { label = at; year = one.month.slice(0, 4); link.textContent = year || '–'; } else { link.className = 'minor'; link.tabIndex = -1; }
      return [link];
    }), this.#mark);
    if (focused !== undefined) /** @type {HTMLElement | null} */ (this.querySelector(`[data-from="${focused}"]`))?.focus();
    const grid = /** @type {any} */ (document.querySelector('asset-grid'));
    if (grid) this.#follow(grid);
  }

  /** @param {import('./asset-grid.js').AssetGrid} grid */
  #follow(grid) {
    if (this.hidden || !this.#total) return;
    const { first } = grid, now = this.#months.findLast(one => one.from <= first);
    this.#mark.style.setProperty('--at', String(Math.min(1, first / this.#total)));
    this.#mark.textContent = now?.month ? month(now.month) : '–';
  }
}
customElements.define('time-scrubber', TimeScrubber);
