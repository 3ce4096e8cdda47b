// Days or folders over the rows. That of what is at the top of the view stays there while its pictures pass; the next one pushes it away.
import { day, folder, say } from '../say.js';

/** Whether anything stands over the rows in an order. @param {string} sort */
export const isGrouped = sort => /^-?(added|taken|folder)?$/.test(sort);

/** A year is told where it may be any. @param {string} group @param {string} sort */
const text = (group, sort) => /folder/.test(sort) ? folder(group) || say('grid.top')
  : group === ' ' ? say('grid.undated') : day(group, /taken/.test(sort));

/** The day or folder under which an item stands; a blank where it has no day. @param {import('./results.js').Item} item @param {string} sort */
export function groupOf(item, sort) {
  if (/folder/.test(sort)) return item.folder || '/';
  if (/taken/.test(sort)) return item.takenAt?.slice(0, 10) ?? ' ';
  const at = new Date(item.addedAt);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/** @param {number} top @param {string} group @param {string} sort */
export function heading(top, group, sort) {
  const head = Object.assign(document.createElement('li'), { className: 'grid-head', textContent: text(group, sort) });
  head.style.transform = `translateY(${top}px)`;
  return head;
}

/** Keeps what sticks below the head of the stage there, whatever the filters make of its height. @param {import('../elements/asset-grid.js').AssetGrid} grid */
export function followBar(grid) {
  const bar = grid.stage.querySelector('.stage-head');
  if (bar) new ResizeObserver(() => grid.stage.style.setProperty('--under', `${grid.under}px`)).observe(bar);
}

/** @param {import('../elements/asset-grid.js').AssetGrid} grid */
export function followHeads(grid) {
  const place = Object.assign(document.createElement('div'), { className: 'grid-now', ariaHidden: 'true' }), shown = document.createElement('div');
  place.append(shown);
  grid.prepend(place);
  grid.addEventListener('drawn', () => {
    const y = grid.view.top + grid.under;
    let now = '', next = Infinity;
    for (const { start, heads, first } of grid.heads) {
      // A chunk that goes on with the group before it has no heading of its own.
      if (start <= y && first && heads[0]?.top !== 0) now = groupOf(first, grid.results.sort);
      for (const head of heads) if (start + head.top <= y) now = head.group; else next = Math.min(next, start + head.top);
    }
    place.hidden = !now || y < 1;
    if (place.hidden) return;
    shown.textContent = text(now, grid.results.sort);
    shown.style.translate = `0 ${Math.min(0, next - y - shown.offsetHeight)}px`;
  });
}
