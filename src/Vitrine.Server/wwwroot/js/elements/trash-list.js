// The trash: choosing what to put back, by mouse or keys (arrows, x, Ctrl A, Enter, Esc); all of it, or none ever again.
import { isPlainKey } from '../dom.js';
import { run } from '../jobs.js';
import { count } from '../say.js';

class TrashList extends HTMLElement {
  /** @type {Set<string>} */
  #chosen = new Set();

  connectedCallback() {
    this.addEventListener('change', event => { if (event.target instanceof HTMLInputElement) this.#choose(event.target); });
    // Drawn again: what is still there stays chosen.
    this.addEventListener('refreshed', () => this.#show());
    this.addEventListener('click', event => {
      const act = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-do]'))?.dataset.do : undefined;
      if (act) this.#act(act);
    });
    addEventListener('keydown', event => this.#key(event));
    const dialog = this.querySelector('dialog');
    dialog?.addEventListener('opening', () => {
      const title = dialog.querySelector('[data-sure]');
      if (title) title.textContent = count('trash.sure', this.#total);
    });
    this.#show();
    this.setAttribute('ready', '');
  }

  get #boxes() { return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll('[data-choose]')]); }

  get #total() { return Number(/** @type {HTMLElement | null} */ (this.querySelector('[data-total]'))?.dataset.total ?? 0); }

  /** @param {HTMLInputElement} box */
  #choose(box) {
    for (const one of 'every' in box.dataset ? this.#boxes : [box]) {
      if (box.checked) this.#chosen.add(one.value); else this.#chosen.delete(one.value);
    }
    this.#show();
  }

  #show() {
    const boxes = this.#boxes;
    this.#chosen = new Set(boxes.map(box => box.value).filter(id => this.#chosen.has(id)));
    for (const box of boxes) box.checked = this.#chosen.has(box.value);
    const every = /** @type {HTMLInputElement | null} */ (this.querySelector('[data-every]'));
    if (every) {
      every.checked = boxes.length > 0 && this.#chosen.size === boxes.length;
      every.indeterminate = this.#chosen.size > 0 && !every.checked;
    }
    const says = this.querySelector('[data-count]');
    if (says) says.textContent = this.#chosen.size ? count('selection.count', this.#chosen.size) : '';
    this.querySelector('[data-do=chosen]')?.toggleAttribute('disabled', this.#chosen.size === 0);
  }

  /** @param {string} act */
  async #act(act) {
    const restored = (/** @type {number} */ n) => count('restored', n);
    if (act === 'all') await run('/api/trash/restore', { all: true }, restored);
    else if (act === 'chosen' && this.#chosen.size) await run('/api/trash/restore', { ids: [...this.#chosen] }, restored);
    else if (act === 'empty') {
      const expected = this.#total;
      this.querySelector('dialog')?.close();
      await run('/api/trash/empty', { expected }, n => count('erased', n));
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const boxes = this.#boxes, row = document.activeElement?.closest('.trashed');
    const at = boxes.findIndex(box => row?.contains(box));
    const done = () => event.preventDefault();
    if (event.key === 'a' && event.ctrlKey && !event.defaultPrevented && document.activeElement?.closest('input:not([type=checkbox])') === null) {
      for (const box of boxes) this.#chosen.add(box.value);
      this.#show();
      done();
    }
    if (!isPlainKey(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      boxes[Math.max(0, Math.min(boxes.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
      done();
    } else if (event.key === 'x' && at >= 0) { boxes[at].click(); done(); }
    else if (event.key === 'Enter' && document.activeElement === boxes[at] && this.#chosen.size) { this.#act('chosen'); done(); }
    else if (event.key === 'Escape' && this.#chosen.size) { this.#chosen.clear(); this.#show(); }
  }
}
customElements.define('trash-list', TrashList);
