// What stands over the grid: order, size of the thumbnails, the button that shows what is new.

/** @param {import('../elements/asset-grid.js').AssetGrid} grid */
export function tools(grid) {
  const sort = /** @type {HTMLSelectElement} */ (grid.stage.querySelector('[data-sort]')), slider = /** @type {HTMLInputElement} */ (grid.stage.querySelector('[data-density]'));
  sort.addEventListener('change', () => {
    const url = new URL(location.href);
    url.hash = '';
    url.searchParams.set('sort', sort.value);
    location.assign(url);
  });
  slider.value = String(grid.density);
  slider.addEventListener('input', () => { grid.density = Number(slider.value); localStorage.setItem('density', slider.value); grid.resized(); });
  grid.stage.querySelector('[data-newer]')?.addEventListener('click', async () => { grid.scroller.scrollTop = 0; await grid.look(true); });
}
