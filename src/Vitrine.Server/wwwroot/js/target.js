// What a dialog acts on: the open asset, or the selection, or the tile with the focus.

/** @typedef {{ids?: string[], query?: string, expected?: number, wholeGroups?: boolean}} Target */

/** @returns {Target | null} */
export function aim() {
  const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-asset]'));
  // The cover stands for its group; every other member only for itself.
  if (page) return { ids: [page.dataset.asset ?? ''], wholeGroups: page.dataset.cover !== undefined };
  const grid = /** @type {import('./elements/asset-grid.js').AssetGrid | null} */ (document.querySelector('asset-grid'));
  if (grid?.selection.count) return grid.selection.target();
  const focused = grid?.results.item(grid.focusIndex)?.id;
  return focused && document.activeElement?.closest('asset-grid, library-panel') ? { ids: [focused], wholeGroups: grid?.selection.together } : null;
}

/** How many assets it is. @param {Target} target */
export const sizeOf = target => target.ids?.length ?? target.expected ?? 0;
