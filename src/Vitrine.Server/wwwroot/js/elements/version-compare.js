// Two versions over each other: a slider moves the border between them. Arrow keys move it, "w" goes between wipe and side by side, Escape back to where it was opened.
import { isPlainKey } from '../dom.js';

class VersionCompare extends HTMLElement {
  back = /** @type {HTMLAnchorElement} */ (this.querySelector('.viewer-bar a'));
  button = /** @type {HTMLButtonElement} */ (this.querySelector('[data-wipe]'));
  pane = /** @type {HTMLElement} */ (this.querySelector('.compare'));
  wipe = /** @type {HTMLElement} */ (this.querySelector('.compare-wipe'));
  range = /** @type {HTMLInputElement} */ (this.wipe.querySelector('input'));

  connectedCallback() {
    addEventListener('keydown', event => { if (isPlainKey(event) && event.key === 'Escape' && !document.querySelector('dialog[open], [popover]:popover-open')) location.assign(this.back.href); });
    if (this.querySelectorAll('img').length < 2) { this.button.hidden = true; return; }
    this.button.addEventListener('click', () => this.#show(!this.pane.classList.contains('is-wiped')));
    this.range.addEventListener('input', () => this.#place());
    this.pane.addEventListener('pointermove', event => {
      if (event.buttons !== 1 || !this.pane.classList.contains('is-wiped') || event.target === this.range) return;
      const { left, width } = /** @type {HTMLElement} */ (this.querySelector('img')).getBoundingClientRect();
      this.range.value = String(Math.round((event.clientX - left) / width * 100));
      this.#place();
    });
    addEventListener('keydown', event => { if (isPlainKey(event) && event.key === 'w') this.button.click(); });
    this.#show(true);
    this.setAttribute('ready', '');
  }

  /** @param {boolean} wiped */
  #show(wiped) {
    this.pane.classList.toggle('is-wiped', wiped);
    this.button.ariaPressed = String(wiped);
    this.wipe.hidden = !wiped;
    this.#place();
  }

  #place() { this.pane.style.setProperty('--at', `${this.range.value}%`); }
}
customElements.define('version-compare', VersionCompare);
