// The order of a collection, made by hand: what is selected, or else the tile with the focus, goes one place on or to an end.
import { ApiError, post } from '../api.js';
import { say } from '../say.js';
import { toast } from '../toast.js';

/** @typedef {import('../elements/asset-grid.js').AssetGrid} AssetGrid */
/** @typedef {'earlier'|'later'|'first'|'last'} Way */

/** The server moves no more at once. */
const most = 500;
/** @type {Record<string, Way>} */
const keys = { ArrowLeft: 'earlier', ArrowRight: 'later', Home: 'first', End: 'last' };

/** @param {AssetGrid} grid @param {string} collection its id */
export function order(grid, collection) {
  let moving = false;
  const go = async (/** @type {Way} */ way) => {
    if (moving || grid.results.sort !== 'collection') return;
    moving = true;
    try { await move(grid, collection, way); } catch (error) { toast(error instanceof ApiError ? error.message : say('offline'), { bad: true }); }
    moving = false;
  };
  grid.list.addEventListener('keydown', event => {
    const way = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey ? keys[event.key] : undefined;
    // The browser's own meaning of these keys is to leave the page.
    if (way) { event.preventDefault(); go(way); }
  });
  grid.addEventListener('order', event => go(/** @type {CustomEvent} */ (event).detail));
}

/** @param {AssetGrid} grid @param {string} collection @param {Way} way */
async function move(grid, collection, way) {
  const { results, selection } = grid, focused = results.item(grid.focusIndex)?.id;
  const ids = selection.everything ? [] : selection.count ? selection.ids : focused ? [focused] : [];
  if (!ids.length || ids.length > most) { toast(say('order.some', most)); return; }
  const places = await placesOf(results, ids), moved = [...places.keys()].sort((a, b) => /** @type {number} */ (places.get(a)) - /** @type {number} */ (places.get(b)));
  const at = moved.map(id => /** @type {number} */ (places.get(id)));
  if (!at.length) return;
  const from = at[0], to = at[at.length - 1];
  const beside = way === 'earlier' ? from - 1 : to + 1;
  const [next] = (way === 'earlier' || way === 'later') && beside >= 0 && beside < results.total ? await results.ids(beside, beside) : [];
  const place = way === 'first' || way === 'earlier' ? { before: next ?? 'first' } : { after: next ?? 'last' };
  // At its end already.
  if (!next && to - from === at.length - 1 && (way === 'earlier' || way === 'first' ? from === 0 : to === results.total - 1)) return;
  await post(`/api/collections/${collection}/move`, { ids: moved, ...place, wholeGroups: selection.together });
  await grid.look(true);
  // The first of them is now here.
  const now = way === 'first' ? 0 : way === 'last' ? results.total - moved.length : way === 'earlier' ? Math.max(0, from - 1) : Math.min(results.total - moved.length, to - moved.length + 2);
  if (!selection.count) grid.focusTile(now);
}

/** Where some results are, by their ids; what has not been fetched yet is looked up. @param {import('./results.js').Results} results @param {string[]} ids */
async function placesOf(results, ids) {
  const wanted = new Set(ids), /** @type {Map<string, number>} */ places = new Map();
  for (let chunk = 0; chunk < results.chunks; chunk += 1) results.peek(chunk)?.forEach(({ id }, i) => { if (wanted.has(id)) places.set(id, results.start(chunk) + i); });
  if (places.size < wanted.size) (await results.ids(0, results.total - 1)).forEach((id, i) => { if (wanted.has(id)) places.set(id, i); });
  return places;
}
