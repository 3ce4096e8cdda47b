// One tile: the picture; name, kind and problems on hover or focus; a box to select it; a bar while it is looked at.
import { icon } from '../dom.js';
import { groupBadge } from '../groups.js';
import { clock, count, say } from '../say.js';

/** @typedef {import('./results.js').Item} Item */

export class Tile {
  #link = document.createElement('a');
  #check = Object.assign(document.createElement('input'), { type: 'checkbox', className: 'check tile-check', tabIndex: -1 });
  #name = Object.assign(document.createElement('span'), { className: 'grow truncate' });
  #marks = document.createElement('div');
  /** @type {HTMLImageElement | null} */
  #image = null;
  #shown = '';

  /** @param {number} index */
  constructor(index) {
    this.index = index;
    this.node = document.createElement('li');
    this.node.className = 'tile is-skeleton';
    this.node.dataset.index = String(index);
    this.#link.tabIndex = -1;
    this.#link.draggable = false;
    const over = Object.assign(document.createElement('div'), { className: 'tile-over' }), foot = document.createElement('div');
    foot.append(this.#name);
    over.append(this.#marks, foot);
    this.node.append(this.#link, this.#check, over);
  }

  get link() { return this.#link; }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  place(x, y, width, height) {
    const { style } = this.node;
    style.transform = `translate(${x}px, ${y}px)`;
    style.inlineSize = `${width}px`;
    style.blockSize = `${height}px`;
  }

  /** @param {Item | undefined} item @param {number} total @param {string} href @param {boolean} selected @param {boolean} pictures whether to load the picture now */
  show(item, total, href, selected, pictures) {
    this.#check.checked = selected;
    const state = item ? `${item.id} ${item.hasPreview} ${item.pending} ${item.problems} ${item.name} ${item.found?.text} ${item.copy} ${item.group?.count} ${item.group?.matched?.id} ${item.motion} ${total} ${href}` : '';
    if (item && pictures && item.hasPreview && !this.#image) this.#load(item);
    if (state === this.#shown || !item) return;
    this.#shown = state;
    this.node.classList.remove('is-skeleton');
    this.node.dataset.id = item.id;
    this.node.ariaSetSize = String(total);
    this.node.ariaPosInSet = String(this.index + 1);
    if (item.tone) this.node.style.setProperty('--tone', item.tone);
    this.#link.href = href;
    const bare = !item.hasPreview && item.kind !== 'image';
    // A tile that says its name in words is called by them.
    this.#link.ariaLabel = item.group ? say('grid.group', item.name, say(`group.${item.group.kind}`), item.group.count) : item.copy ? `${item.name}, ${say(`grid.copy.${item.copy}`)}` : bare ? null : item.name;
    this.#check.ariaLabel = say('grid.select', item.name);
    this.#name.textContent = item.name;
    this.node.title = item.group?.matched ? say('grid.matched', item.group.matched.name) : item.found ? say('grid.found', item.found.page, item.found.text) : '';
    this.#badges(item);
    if (this.#image && this.#image.dataset.id !== item.id) { this.#image.remove(); this.#image = null; if (item.hasPreview) this.#load(item); }
    this.node.classList.toggle('is-bare', bare);
    if (!item.hasPreview && !this.#link.firstChild) this.#link.append(Object.assign(document.createElement('span'), { className: 'tile-none' }));
    if (!item.hasPreview) this.#link.firstElementChild?.replaceChildren(...bare ? this.#face(item) : [icon('photo')]);
  }

  /** What a file without a picture shows in its place: what it is and how it is called. @param {Item} item */
  #face(item) {
    const type = document.createElement('span'), dot = item.name.lastIndexOf('.');
    type.className = 'tile-type';
    type.append(icon(item.kind === 'other' ? 'document' : item.kind), dot > 0 && item.name.length - dot <= 6 ? item.name.slice(dot + 1).toUpperCase() : say(`kind.${item.kind}`));
    return [type, Object.assign(document.createElement('span'), { className: 'tile-name', textContent: item.name })];
  }

  /** @param {Item} item */
  #load(item) {
    const image = new Image();
    image.alt = '';
    image.decoding = 'async';
    image.draggable = false;
    image.dataset.id = item.id;
    image.addEventListener('error', () => { if (this.#image === image) this.#image = null; image.remove(); });
    image.src = `/api/assets/${item.id}/thumbnail`;
    this.#image = image;
    this.#link.replaceChildren(image);
  }

  /** @param {Item} item */
  #badges(item) {
    const badges = [];
    if (item.kind !== 'image' && (item.hasPreview || item.durationMs)) {
      const kind = Object.assign(document.createElement('span'), { className: 'tile-kind' });
      kind.append(icon(item.kind === 'other' ? 'document' : item.kind, true));
      if (item.durationMs) kind.append(clock(item.durationMs));
      badges.push(kind);
    }
    const parts = item.group?.count ?? (item.motion ? 1 : 0);
    this.node.querySelector(':scope > .tile-group')?.remove();
    if (parts) this.node.append(groupBadge(item.group?.kind ?? 'motion', parts));
    this.node.querySelector(':scope > .tile-copy')?.remove();
    if (item.copy) this.node.append(Object.assign(document.createElement('span'), { className: 'tile-kind tile-copy', textContent: say(`grid.copy.${item.copy}`) }));
    if (item.problems) {
      const problem = Object.assign(document.createElement('span'), { className: 'tile-kind tile-problem', title: count('grid.problems', item.problems) });
      problem.append(icon('warn', true));
      badges.push(problem);
    }
    this.#marks.replaceChildren(...badges);
    this.node.classList.toggle('has-marks', badges.length > 0);
    this.node.querySelector('.tile-work')?.remove();
    if (item.pending) {
      const work = Object.assign(document.createElement('progress'), { className: 'bar tile-work', ariaLabel: say('grid.working', item.name) });
      this.node.append(work);
    }
  }

  /** What is still on its way need not come. */
  remove() {
    this.#image?.removeAttribute('src');
    this.node.remove();
  }
}
