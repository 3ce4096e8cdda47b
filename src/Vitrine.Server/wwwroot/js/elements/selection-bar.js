// What can be done with the selected assets; each act is one job of the server, can be undone, and says what it changed.
import { isPlainKey } from '../dom.js';
import { group } from '../groups.js';
import { run } from '../jobs.js';
import { leave } from '../leave.js';
import { count, say } from '../say.js';

/** More than this are not fetched only to be able to undo; they wait in the trash. */
const canRestore = 10_000;

class SelectionBar extends HTMLElement {
  connectedCallback() {
    // The grid may be defined after this element.
    customElements.whenDefined('asset-grid').then(() => this.#start());
  }

  #start() {
    const grid = /** @type {import('./asset-grid.js').AssetGrid | null} */ (document.querySelector('asset-grid'));
    const bar = /** @type {HTMLElement} */ (this.querySelector('.selectbar'));
    this.setAttribute('ready', '');
    if (!grid) return;
    const { selection } = grid, all = /** @type {HTMLElement} */ (bar.querySelector('[data-all]'));
    selection.addEventListener('change', () => {
      bar.hidden = selection.count === 0;
      /** @type {HTMLElement} */ (bar.querySelector('[data-count]')).textContent = count('selection.count', selection.count);
      all.hidden = selection.everything || selection.count >= grid.results.total;
      all.textContent = count('selection.all', grid.results.total);
    });
    all.addEventListener('click', () => selection.all(grid.results.query, grid.results.total));
    bar.addEventListener('click', event => {
      const act = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-do]'))?.dataset.do : undefined;
      if (act) this.#act(act, grid);
    });
    addEventListener('keydown', event => {
      if (!isPlainKey(event)) return;
      if (event.key === 'Delete') this.#act('trash', grid);
      // Without a selection for what has the focus, as tags are.
      if ((event.key === 'l' || event.key === 'n') && bar.querySelector('[data-do="like"]')) this.#like(event.key === 'l', grid);
    });
  }

  /** @param {string} act @param {import('./asset-grid.js').AssetGrid} grid */
  async #act(act, grid) {
    const { selection } = grid;
    if (!selection.count) return;
    const target = selection.target();
    if (act === 'clear') selection.clear();
    else if (act === 'like' || act === 'unlike') await this.#like(act === 'like', grid);
    else if (act === 'tag') document.querySelector('tag-editor')?.dispatchEvent(new Event('open'));
    else if (act === 'edit') document.querySelector('bulk-editor')?.dispatchEvent(new Event('open'));
    else if (act === 'collect') document.querySelector('collect-assets')?.dispatchEvent(new Event('open'));
    else if (act === 'place') document.querySelector('place-assets')?.dispatchEvent(new Event('open'));
    else if (act === 'uncollect') { if (await leave(...this.#collection(), target)) selection.clear(); }
    else if (act === 'earlier' || act === 'later') grid.dispatchEvent(new CustomEvent('order', { detail: act }));
    else if (act === 'download') document.querySelector('download-files')?.dispatchEvent(new Event('open'));
    else if (act === 'analyse') await run('/api/analyze', 'ids' in target ? target : { query: target.query, wholeGroups: target.wholeGroups }, () => say('analysing'));
    else if (act === 'reset') await run('/api/bulk', { ...target, resetAiTags: true }, n => count('reset', n));
    else if (act === 'group') await group(grid);
    else if (act === 'trash') await this.#trash(target, grid);
  }

  /** @param {boolean} wanted @param {import('./asset-grid.js').AssetGrid} grid */
  async #like(wanted, grid) {
    const { like } = await import('../like.js');
    like(grid, wanted);
  }

  /** The collection of the page: its id and its name. @returns {[string, string]} */
  #collection() {
    const page = /** @type {HTMLElement | null} */ (this.closest('[data-collection]'));
    return [page?.dataset.collection ?? '', page?.querySelector('h1')?.textContent ?? ''];
  }

  /** What lies in the trash is no result any more, so the way back names ids. @param {any} target @param {import('./asset-grid.js').AssetGrid} grid */
  async #trash(target, grid) {
    const ids = target.ids ?? (target.expected <= canRestore ? await grid.results.ids(0, target.expected - 1) : undefined);
    const back = ids && (() => run('/api/bulk', { ids, trash: false, wholeGroups: target.wholeGroups }, n => count('restored', n)));
    if (await run('/api/bulk', { ...target, trash: true }, n => count('trashed', n), back)) grid.selection.clear();
  }
}
customElements.define('selection-bar', SelectionBar);
