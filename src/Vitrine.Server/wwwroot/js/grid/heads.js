// Days over the rows. The day of what is at the top of the view stays there while its pictures pass; the next one pushes it away.
import { day, say } from '../say.js';

/** A year is told where it may be any. @param {string} date @param {string} sort */
const text = (date, sort) => date === ' ' ? say('grid.undated') : day(date, /taken/.test(sort));

/** The day under which an item stands; a blank where it has none. @param {import('./results.js').Item} item @param {string} sort */
export function dayOf(item, sort) {
  if (/taken/.test(sort)) return item.takenAt?.slice(0, 10) ?? ' ';
  const at = new Date(item.addedAt);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/** @param {number} top @param {string} date @param {string} sort */
export function heading(top, date, sort) {
  const head = Object.assign(document.createElement('li'), { className: 'grid-head', textContent: text(date, sort) });
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
      // A chunk that goes on with the day before it has no heading of its own.
      if (start <= y && first && heads[0]?.top !== 0) now = dayOf(first, grid.results.sort);
      for (const head of heads) if (start + head.top <= y) now = head.day; else next = Math.min(next, start + head.top);
    }
    place.hidden = !now || y < 1;
    if (place.hidden) return;
    shown.textContent = text(now, grid.results.sort);
    shown.style.translate = `0 ${Math.min(0, next - y - shown.offsetHeight)}px`;
  });
}
