// Lists under a box of text, of which one row is the one that Enter takes (ARIA combobox).

/** Marks a row of the list; none where there is no such row. @param {HTMLInputElement} input @param {HTMLElement} list @param {number} active */
export function mark(input, list, active) {
  const rows = [...list.querySelectorAll('.pick-row')], row = rows[active];
  rows.forEach((one, i) => { one.classList.toggle('is-active', i === active); one.ariaSelected = String(i === active); });
  if (row) { input.setAttribute('aria-activedescendant', row.id); row.scrollIntoView({ block: 'nearest' }); } else input.removeAttribute('aria-activedescendant');
}

/** Marks a row, round both ends of the list. @param {HTMLInputElement} input @param {HTMLElement} list @param {number} to @returns {number} the row it is */
export function point(input, list, to) {
  const rows = list.querySelectorAll('.pick-row').length, active = rows ? (to + rows) % rows : 0;
  mark(input, list, active);
  return active;
}
