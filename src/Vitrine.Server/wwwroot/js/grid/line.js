// One line of the table: what a tile shows, in columns.
import { icon } from '../dom.js';
import { clock, folder, say, shortDate, size } from '../say.js';

/** @typedef {import('./results.js').Item} Item */

const cell = (/** @type {string} */ name = '') => Object.assign(document.createElement('span'), { className: name, role: 'cell' });

export class Line {
  #link = document.createElement('a');
  #check = Object.assign(document.createElement('input'), { type: 'checkbox', className: 'check', tabIndex: -1 });
  #picture = cell('line-picture');
  #name = cell('line-name');
  #rest = ['truncate quiet', '', 'quiet', 'quiet', 'num quiet'].map(cell);
  #shown = '';

  /** @param {number} index */
  constructor(index) {
    this.index = index;
    this.node = Object.assign(document.createElement('li'), { className: 'tile line line-cells is-skeleton', role: 'row' });
    this.node.dataset.index = String(index);
    this.#link.tabIndex = -1;
    this.#link.className = 'truncate';
    const box = cell();
    box.append(this.#check);
    this.#name.append(this.#link);
    this.node.append(box, this.#picture, this.#name, ...this.#rest);
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
    if (!item) return;
    const state = `${item.id} ${item.hasPreview && pictures} ${item.pending} ${item.problems} ${item.name} ${item.found?.text} ${item.copy} ${item.group?.count} ${item.group?.matched?.id} ${href}`;
    if (state === this.#shown) return;
    this.#shown = state;
    this.node.classList.remove('is-skeleton');
    this.node.dataset.id = item.id;
    this.node.setAttribute('aria-rowindex', String(this.index + 2));
    this.#link.href = href;
    this.#link.textContent = item.name;
    this.node.title = item.group?.matched ? say('grid.matched', item.group.matched.name) : item.found ? say('grid.found', item.found.page, item.found.text) : item.copy ? say(`grid.copy.${item.copy}`) : '';
    this.#check.ariaLabel = say('grid.select', item.name);
    const values = [folder(item.folder), say(`kind.${item.kind}`) + (item.durationMs ? ` ${clock(item.durationMs)}` : '') + (item.group ? ` · ${say(`group.${item.group.kind}`)} (${item.group.count})` : ''), item.takenAt ? shortDate(item.takenAt) : '', shortDate(item.addedAt), size(item.bytes)];
    this.#rest.forEach((one, i) => { one.textContent = values[i]; });
    this.#picture.replaceChildren(item.hasPreview && pictures
      ? Object.assign(new Image(), { alt: '', decoding: 'async', draggable: false, src: `/api/assets/${item.id}/thumbnail` })
      : icon(item.kind === 'image' ? 'photo' : item.kind === 'other' ? 'document' : item.kind));
  }

  remove() { this.node.remove(); }
}
