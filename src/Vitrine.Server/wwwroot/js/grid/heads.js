// Days, months or folders over the rows, with how many are under each. That of what is at the top of the view stays there while its pictures pass; the next one pushes it away.
import { get } from '../api.js';
import { atMost } from '../dom.js';
import { day, folder, longMonth, number, say } from '../say.js';

/** What stands over the rows. */
export class Grouping {
  /** Groups in their order, each with the position of its first result; empty until the server said so. @type {{group: string, from: number, count: number}[]} */
  #groups = [];
  /** @type {Map<string, number>} */
  #counts = new Map();

  /** @param {string} sort @param {string | undefined} by what was chosen; without it what the order says */
  constructor(sort, by) {
    const said = /folder/.test(sort) ? 'folder' : /^-?(added|taken)?$/.test(sort) ? 'day' : null;
    /** @type {string | null} */
    this.by = by === 'none' ? null : by || said;
    this.sort = sort;
    this.taken = !/^-?added|^$/.test(sort);
  }

  /** The group under which an item stands; a blank where it has no date. @param {import('./results.js').Item} item */
  of(item) {
    if (this.by === 'folder') return item.folder || '/';
    const length = this.by === 'month' ? 7 : 10;
    if (this.taken) return item.takenAt?.slice(0, length) ?? ' ';
    const at = new Date(item.addedAt);
    return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`.slice(0, length);
  }

  /** The group at a position, where that is known. @param {number} index */
  at(index) {
    let low = 0, high = this.#groups.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#groups[middle].from <= index) low = middle; else high = middle - 1;
    }
    const found = this.#groups[low];
    return found && index < found.from + found.count ? found.group : undefined;
  }

  /** A year is told where it may be any. @param {string} group */
  text(group) {
    return this.by === 'folder' ? folder(group) || say('grid.top') : group === ' ' ? say('grid.undated') : this.by === 'month' ? longMonth(group) : day(group, this.taken);
  }

  /** Writes a group and its count. @param {HTMLElement} node @param {string} group */
  write(node, group) {
    const many = this.#counts.get(group);
    node.replaceChildren(this.text(group), ...many === undefined ? [] : [' ', Object.assign(document.createElement('span'), { className: 'grid-head-n', textContent: number(many) })]);
  }

  /** @param {number} top @param {string} group */
  heading(top, group) {
    const head = Object.assign(document.createElement('li'), { className: 'grid-head' });
    this.write(head, group);
    head.style.transform = `translateY(${top}px)`;
    return head;
  }

  /** Asks for the counts, and has them drawn. @param {import('../elements/asset-grid.js').AssetGrid} grid */
  follow(grid) {
    const { results } = grid, ask = new URLSearchParams({ by: this.by ?? '', q: results.query, sort: this.sort, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '' });
    const look = async () => {
      /** @type {{value: string, assets: number}[] | null} */
      const found = await get(`/ui/groups?${ask}`).catch(() => null);
      if (!found) return;
      let from = 0;
      this.#groups = found.map(({ value, assets }) => { const one = { group: value || ' ', from, count: assets }; from += assets; return one; });
      this.#counts = new Map(this.#groups.map(one => [one.group, one.count]));
      grid.resized();
    };
    look();
    results.addEventListener('refreshed', atMost(look, 5_000));
  }
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
    for (const { start, heads, group } of grid.heads) {
      // A chunk that goes on with the group before it has no heading of its own.
      if (start <= y && group && heads[0]?.top !== 0) now = group;
      for (const head of heads) if (start + head.top <= y) now = head.group; else next = Math.min(next, start + head.top);
    }
    place.hidden = !now || y < 1;
    if (place.hidden) return;
    grid.grouping.write(shown, now);
    shown.style.translate = `0 ${Math.min(0, next - y - shown.offsetHeight)}px`;
  });
}
