// What stands over the grid: order, size of the thumbnails, columns of the table, the button that shows what is new.

/** @param {import('../elements/asset-grid.js').AssetGrid} grid */
export function tools(grid) {
  const sort = /** @type {HTMLSelectElement} */ (grid.stage.querySelector('[data-sort]')), slider = /** @type {HTMLInputElement} */ (grid.stage.querySelector('[data-density]'));
  const group = /** @type {HTMLSelectElement | null} */ (grid.stage.querySelector('select[data-group-by]'));
  const again = () => {
    const url = new URL(location.href);
    url.hash = '';
    url.searchParams.set('sort', sort.value);
    if (group?.value) url.searchParams.set('group', group.value); else url.searchParams.delete('group');
    location.assign(url);
  };
  // The server reads it too: the first results come with the page, in their order.
  const keep = (/** @type {string} */ by) => { document.cookie = `grouping=${by}; path=/; max-age=31536000; samesite=strict`; };
  const asked = new URLSearchParams(location.search).get('group');
  if (group && asked !== null) keep(asked);
  sort.addEventListener('change', again);
  group?.addEventListener('change', () => { keep(group.value); again(); });
  slider.value = String(grid.density);
  slider.addEventListener('input', () => { grid.density = Number(slider.value); localStorage.setItem('density', slider.value); grid.resized(); });
  columns(grid);
  grid.stage.querySelector('[data-groups-toggle]')?.addEventListener('click', () => {
    // The server reads it too: the first results come with the page.
    document.cookie = `groups=${grid.selection.together ? 'apart' : 'together'}; path=/; max-age=31536000; samesite=strict`;
    location.reload();
  });
  grid.stage.querySelector('[data-newer]')?.addEventListener('click', async () => { grid.scroller.scrollTop = 0; await grid.look(true); });
}

/** Columns that are left out are kept by this browser. @param {import('../elements/asset-grid.js').AssetGrid} grid */
function columns(grid) {
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (grid.stage.querySelectorAll('[data-column]'));
  const left = new Set((localStorage.getItem('columns-left-out') ?? '').split(' ').filter(Boolean));
  const show = () => { grid.dataset.without = [...left].join(' '); };
  for (const box of boxes) {
    const { column } = /** @type {{column: string}} */ (box.dataset);
    box.checked = !left.has(column);
    box.addEventListener('change', () => {
      if (box.checked) left.delete(column); else left.add(column);
      localStorage.setItem('columns-left-out', [...left].join(' '));
      show();
    });
  }
  show();
}
