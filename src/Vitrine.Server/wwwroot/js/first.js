// What a person looks at is worked on first: the assets that are seen and still have something to be done are told to the server.
import { post } from './api.js';
import { atMost } from './dom.js';

/** More than these are not looked at at once. */
const most = 100;

/** @type {Set<string>} what was told already */
const told = new Set();

/** @param {string[]} ids */
export const first = atMost((/** @type {string[]} */ ids) => {
  const fresh = ids.filter(id => !told.has(id)).slice(0, most);
  if (!fresh.length) return;
  for (const id of fresh) told.add(id);
  // Who may only look changes no order; nothing is lost by that.
  post('/api/activity/first', { ids: fresh }).catch(() => {});
}, 1_000);

const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-asset][data-pending]'));
if (page) first([page.dataset.asset ?? '']);
for (const grid of document.querySelectorAll('asset-grid')) {
  grid.addEventListener('drawn', () => {
    const { results } = /** @type {import('./elements/asset-grid.js').AssetGrid} */ (grid);
    const seen = [...grid.querySelectorAll('.tile[data-id]')].map(tile => results.item(Number(/** @type {HTMLElement} */ (tile).dataset.index)));
    first(seen.filter(item => item?.pending).map(item => /** @type {{id: string}} */ (item).id));
  });
}
