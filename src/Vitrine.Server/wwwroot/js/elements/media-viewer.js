// The picture large: + and - zoom, 1 shows its pixels, 0 fits; drag pans; arrows and swipes go to the neighbours.
// Boxes lie in the picture's own coordinates and follow it; b shows or hides them; claim and box light each other.
import { isPlainKey, tones } from '../dom.js';
import { number, say } from '../say.js';
import { light, placeLabels, placeBoxes } from '../boxes.js';

class MediaViewer extends HTMLElement {
  pane = /** @type {HTMLElement} */ (this.querySelector('.viewer-pane'));
  frame = /** @type {HTMLElement | null} */ (this.querySelector('.frame'));
  picture = /** @type {HTMLImageElement | null} */ (this.querySelector('.frame > img'));
  #zoom = 1;
  #turn = 0;

  connectedCallback() {
    if (this.frame && this.picture) this.#picture(this.frame, this.picture);
    addEventListener('keydown', event => this.#key(event));
    this.#backToTable();
    this.querySelector('.strip [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    this.setAttribute('ready', '');
  }

  /** Back to the table where it was opened from the table. */
  #backToTable() {
    if (!this.dataset.back || sessionStorage.getItem('view') !== 'table') return;
    const back = new URL(this.dataset.back, location.href);
    back.searchParams.set('view', 'table');
    this.dataset.back = back.href;
    this.querySelector('[data-back-link]')?.setAttribute('href', back.href);
  }

  /** @param {HTMLElement} frame @param {HTMLImageElement} picture */
  #picture(frame, picture) {
    const shape = () => {
      // What came decides; the numbers of the file stand in until then, so that nothing jumps.
      const width = picture.naturalWidth || picture.width || 4, height = picture.naturalHeight || picture.height || 3;
      frame.style.setProperty('--ar', String(width / height));
      picture.hidden = false;
    };
    shape();
    picture.addEventListener('load', shape);
    placeBoxes(frame);
    new ResizeObserver(() => placeLabels(frame)).observe(frame);
    frame.addEventListener('refreshed', () => { placeBoxes(frame); placeLabels(frame); });
    tones(this);
    this.#light(frame);
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('button')) : null;
      if (!button) return;
      if (button.dataset.zoom) this.#scale(this.#zoom * (button.dataset.zoom === 'in' ? 1.5 : 1 / 1.5));
      if (button.dataset.turn !== undefined) frame.style.setProperty('--turn', String(this.#turn = (this.#turn + 1) % 4));
      if (button.dataset.boxes !== undefined) this.#boxes();
      if (button.dataset.full !== undefined) document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen();
    });
    this.#pan();
  }

  /** Hover or focus on a claim lights its boxes, on a box its claim. @param {HTMLElement} frame */
  #light(frame) {
    const idOf = (/** @type {EventTarget | null} */ target) => target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest('[data-claim]'))?.dataset.claim : undefined;
    for (const [on, off] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
      document.addEventListener(on, event => { const id = idOf(event.target); if (id) light(frame, id); });
      document.addEventListener(off, event => { if (idOf(event.target)) light(frame, null); });
    }
  }

  #boxes() {
    const button = this.querySelector('[data-boxes]'), on = button?.getAttribute('aria-pressed') !== 'true';
    button?.setAttribute('aria-pressed', String(on));
    this.frame?.classList.toggle('is-plain', !on);
  }

  /** Zooms about a point of the pane; 1 fits. @param {number} next @param {number} [x] @param {number} [y] */
  #scale(next, x = this.pane.clientWidth / 2, y = this.pane.clientHeight / 2) {
    if (!this.frame) return;
    next = Math.max(1, Math.min(16, next));
    const fx = (this.pane.scrollLeft + x) / this.#zoom, fy = (this.pane.scrollTop + y) / this.#zoom;
    this.#zoom = next;
    this.frame.style.setProperty('--zoom', String(next));
    this.pane.classList.toggle('is-zoomed', next > 1);
    this.pane.scrollTo(fx * next - x, fy * next - y);
    const out = this.querySelector('[data-zoom-now]');
    if (out) out.textContent = next === 1 ? say('viewer.fit') : `${number(Math.round(next * 100))} %`;
    placeLabels(this.frame);
  }

  #pan() {
    const { pane } = this;
    /** @type {{x: number, y: number, left: number, top: number} | null} */
    let from = null;
    pane.addEventListener('wheel', event => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = pane.getBoundingClientRect();
      this.#scale(this.#zoom * Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    pane.addEventListener('dblclick', event => {
      const box = pane.getBoundingClientRect();
      this.#scale(this.#zoom > 1 ? 1 : this.#pixels(), event.clientX - box.left, event.clientY - box.top);
    });
    pane.addEventListener('pointerdown', event => {
      if (!(event.target instanceof Element && event.target.closest('a, button'))) from = { x: event.clientX, y: event.clientY, left: pane.scrollLeft, top: pane.scrollTop };
    });
    pane.addEventListener('pointermove', event => {
      if (from && this.#zoom > 1 && event.buttons) pane.scrollTo(from.left - (event.clientX - from.x), from.top - (event.clientY - from.y));
    });
    addEventListener('pointerup', event => {
      const dx = from ? event.clientX - from.x : 0, dy = from ? event.clientY - from.y : 0;
      if (from && this.#zoom === 1 && event.pointerType === 'touch' && Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(dy)) this.#go(dx > 0 ? this.dataset.prev : this.dataset.next);
      from = null;
    });
  }

  /** The zoom that shows one pixel of the preview as one of the screen. */
  #pixels() { return this.frame && this.picture ? Math.max(1.5, this.picture.naturalWidth / (this.frame.clientWidth / this.#zoom)) : 1; }

  /** @param {string | undefined} to */
  #go(to) { if (to) location.assign(to); }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!isPlainKey(event) || document.querySelector('dialog[open], :popover-open')) return;
    const act = {
      '+': () => this.#scale(this.#zoom * 1.5), '-': () => this.#scale(this.#zoom / 1.5), 0: () => this.#scale(1), 1: () => this.#scale(this.#pixels()),
      ArrowRight: () => this.#go(this.dataset.next), ArrowLeft: () => this.#go(this.dataset.prev),
      s: () => this.#go(/** @type {HTMLAnchorElement | null} */ (this.querySelector('[data-similar]'))?.href), b: () => this.#boxes(), Escape: () => this.#zoom > 1 ? this.#scale(1) : this.#go(this.dataset.back),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  }
}
customElements.define('media-viewer', MediaViewer);
