// Mouse and keyboard in a grid: arrows move, with Shift they extend the selection; x selects, Enter opens, Ctrl+A takes all, Esc none.
import { isPlainKey } from '../dom.js';
import { say } from '../say.js';
import { toast } from '../toast.js';
import { under } from './layout.js';
import { chunkSize } from './results.js';

/** @typedef {import('../elements/asset-grid.js').AssetGrid} AssetGrid */

/** @param {AssetGrid} grid */
export function listen(grid) {
  /** @type {number | null} */
  let anchor = null;
  const { selection } = grid;

  const indexOf = (/** @type {EventTarget | null} */ target) => {
    const tile = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest('.tile')) : null;
    return tile ? Number(tile.dataset.index) : null;
  };
  const range = async (/** @type {number} */ a, /** @type {number} */ b) => {
    try { selection.set(await grid.results.ids(Math.min(a, b), Math.max(a, b))); } catch { toast(say('offline'), { bad: true }); }
  };
  const toggle = async (/** @type {number} */ index) => {
    const id = grid.results.item(index)?.id;
    if (!id) return;
    anchor = index;
    if (!selection.everything) return selection.set([id], !selection.has(id));
    // Everything but one: only as ids, and only where that is a set one can still hold in hand.
    if (selection.count > 10_000) { toast(say('grid.too-many')); grid.draw(); return; }
    const ids = await grid.results.ids(0, grid.results.total - 1);
    selection.clear();
    selection.set(ids.filter(one => one !== id));
  };
  const vertical = (/** @type {number} */ from, /** @type {number} */ by) => {
    const { chunk, row, middle } = grid.place(from), rows = grid.rows(chunk), at = rows.indexOf(row) + by;
    if (rows[at]) return chunk * chunkSize + under(rows[at], middle);
    const beside = grid.rows(chunk + by), next = by > 0 ? beside[0] : beside.at(-1);
    return next ? (chunk + by) * chunkSize + under(next, middle) : from;
  };
  const screen = (/** @type {number} */ from, /** @type {number} */ by) => {
    const { row } = grid.place(from), steps = Math.max(1, Math.floor(grid.view.height / (row.height + 6)) - 1);
    let to = from;
    for (let i = 0; i < steps; i += 1) to = vertical(to, by);
    return to;
  };

  grid.list.addEventListener('focusin', event => { const index = indexOf(event.target); if (index !== null && index !== grid.focusIndex) { grid.focusIndex = index; grid.draw(); } });
  grid.list.addEventListener('keydown', event => {
    const at = grid.focusIndex, all = event.key === 'a' && (event.ctrlKey || event.metaKey);
    if (all) { event.preventDefault(); selection.all(grid.results.query, grid.results.total); return; }
    if (!isPlainKey(event)) return;
    const moves = /** @type {Record<string, () => number>} */ ({
      ArrowRight: () => at + 1, ArrowLeft: () => at - 1, ArrowDown: () => vertical(at, 1), ArrowUp: () => vertical(at, -1),
      PageDown: () => screen(at, 1), PageUp: () => screen(at, -1), Home: () => 0, End: () => grid.results.total - 1,
    });
    const next = moves[event.key]?.();
    if (next !== undefined) {
      event.preventDefault();
      if (next < 0 || next >= grid.results.total) return;
      if (event.shiftKey) { anchor ??= at; range(anchor, next); } else anchor = null;
      grid.focusTile(next);
    } else if (event.key === 'x' || event.key === ' ') { event.preventDefault(); toggle(at); }
    else if (event.key === 'Escape' && selection.count) { event.preventDefault(); selection.clear(); }
  });
  grid.list.addEventListener('click', event => {
    const index = indexOf(event.target);
    if (index === null) return;
    const box = event.target instanceof HTMLInputElement;
    if (event.shiftKey && (anchor !== null || selection.count)) { event.preventDefault(); range(anchor ?? grid.focusIndex, index); }
    else if (box || event.ctrlKey || event.metaKey) { if (!box) event.preventDefault(); toggle(index); }
    if (box) /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).previousElementSibling)?.focus({ preventScroll: true });
  });
  // Ctrl+A also where the focus is on the page, not in a field.
  addEventListener('keydown', event => {
    if (event.defaultPrevented || !(event.target === document.body || event.target instanceof HTMLElement && event.target.id === 'main')) return;
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); selection.all(grid.results.query, grid.results.total); }
    else if (event.key === 'Escape') selection.clear();
    else if (event.key.startsWith('Arrow') && grid.results.total) { event.preventDefault(); grid.focusTile(grid.focusIndex); }
  });
}
