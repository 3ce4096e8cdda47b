// The panel beside the grid: what is known of the tile with the focus, or what the selected ones have in common.
// i opens and closes it; it stays as it was left.
import { atMost, isPlainKey } from '../dom.js';
import { localTimes } from '../say.js';

/** So many ids fit into an address; of more the panel says nothing but their tags when everything is selected. */
const mostIds = 200;

class LibraryPanel extends HTMLElement {
  part = /** @type {HTMLElement & {refresh(): Promise<void>}} */ (this.querySelector('live-part'));
  #button = document.querySelector('[data-panel]');

  connectedCallback() { customElements.whenDefined('asset-grid').then(() => this.#start()); }

  #start() {
    const grid = /** @type {import('./asset-grid.js').AssetGrid | null} */ (document.querySelector('asset-grid'));
    this.setAttribute('ready', '');
    if (!grid) return;
    grid.addEventListener('drawn', () => this.#mark(grid));
    const look = atMost(() => this.#look(grid), 150);
    grid.list.addEventListener('focusin', look);
    grid.selection.addEventListener('change', look);
    grid.results.addEventListener('refreshed', look);
    const toggle = (/** @type {boolean} */ open) => {
      this.hidden = !open;
      this.#button?.setAttribute('aria-pressed', String(open));
      try { localStorage.setItem('panel', open ? 'open' : 'closed'); } catch { /* switched off */ }
      this.#look(grid);
    };
    this.#button?.addEventListener('click', () => toggle(this.hidden));
    addEventListener('keydown', event => { if (event.key === 'i' && isPlainKey(event)) toggle(this.hidden); });
    this.part.addEventListener('refreshed', () => localTimes(this.part));
    if (localStorage.getItem('panel') === 'open') toggle(true);
  }

  /** Shows which tile is spoken of. @param {{list: HTMLElement}} grid */
  #mark({ list }) {
    for (const tile of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('.tile'))) tile.classList.toggle('is-told', !this.hidden && tile.dataset.id === this.dataset.of && Boolean(this.dataset.of));
  }

  /** @param {import('./asset-grid.js').AssetGrid} grid */
  #look({ list, selection, results, focusIndex }) {
    this.#mark({ list });
    if (this.hidden) return;
    const one = selection.count === 1 && !selection.everything ? selection.ids[0] : selection.count ? undefined : results.item(focusIndex)?.id;
    const src = one ? `/ui/assets/${one}/panel`
      : selection.everything ? `/ui/selection?${new URLSearchParams({ q: results.query })}`
        : selection.count && selection.count <= mostIds ? `/ui/selection?${new URLSearchParams(selection.ids.map(id => ['id', id]))}` : '';
    this.toggleAttribute('data-empty', !src);
    if (one) this.dataset.of = one; else delete this.dataset.of;
    this.#mark({ list });
    if (this.part.getAttribute('src') === src) return;
    this.part.setAttribute('src', src);
    if (src) this.part.refresh(); else this.part.replaceChildren();
  }
}
customElements.define('library-panel', LibraryPanel);
