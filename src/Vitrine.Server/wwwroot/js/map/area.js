// A rectangle on the map: drawn with the pointer after the button, `r` or with Shift, or taken from what is seen. The library can show what lies in it.
import { count } from '../say.js';

export class Area {
  #rectangle = /** @type {any} */ (null);
  #from = /** @type {any} */ (null);
  #drawing = false;

  /** @param {any} L @param {any} map @param {HTMLElement} root @param {import('./pins.js').Pins} pins */
  constructor(L, map, root, pins) {
    this.L = L;
    this.map = map;
    this.root = root;
    this.pins = pins;
    this.bar = /** @type {HTMLElement} */ (root.querySelector('[data-area]'));
    const view = map.getContainer();
    view.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => this.#begin(event), true);
    view.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => this.#move(event), true);
    for (const end of ['pointerup', 'pointercancel']) view.addEventListener(end, (/** @type {PointerEvent} */ event) => this.#end(event), true);
  }

  get drawing() { return this.#drawing; }

  /** @param {boolean} [on] */
  draw(on = !this.#drawing) {
    this.#drawing = on;
    this.root.querySelector('[data-do="draw"]')?.setAttribute('aria-pressed', String(on));
    this.map.getContainer().classList.toggle('is-drawing', on);
    this.map.dragging[on ? 'disable' : 'enable']();
  }

  /** The area is what the map shows now. */
  takeView() { this.#set(this.map.getBounds().pad(-.02)); }

  /** Whether there was one to take away. */
  clear() {
    const was = this.#rectangle !== null || this.#drawing;
    this.#rectangle?.remove();
    this.#rectangle = null;
    this.bar.hidden = true;
    this.draw(false);
    return was;
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button !== 0 || !(this.#drawing || event.shiftKey) || (event.target instanceof Element && event.target.closest('.pin'))) return;
    event.stopPropagation();
    this.map.dragging.disable();
    this.#from = this.map.mouseEventToLatLng(event);
    /** @type {HTMLElement} */ (this.map.getContainer()).setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#from) return;
    event.stopPropagation();
    this.#show(this.L.latLngBounds(this.#from, this.map.mouseEventToLatLng(event)));
  }

  /** @param {PointerEvent} event */
  #end(event) {
    if (!this.#from) return;
    event.stopPropagation();
    const bounds = this.L.latLngBounds(this.#from, this.map.mouseEventToLatLng(event));
    this.#from = null;
    this.draw(false);
    const [a, b] = [this.map.latLngToContainerPoint(bounds.getNorthWest()), this.map.latLngToContainerPoint(bounds.getSouthEast())];
    // A click is no area.
    if (Math.abs(a.x - b.x) < 4 || Math.abs(a.y - b.y) < 4) this.clear(); else this.#set(bounds);
  }

  /** @param {any} bounds */
  #show(bounds) {
    this.#rectangle ??= this.L.rectangle(bounds, { className: 'map-rect', interactive: false, renderer: this.L.svg() }).addTo(this.map);
    this.#rectangle.setBounds(bounds);
  }

  /** @param {any} bounds */
  async #set(bounds) {
    this.#show(bounds);
    const wrap = (/** @type {number} */ x) => x >= -180 && x <= 180 ? x : x - 360 * Math.floor((x + 180) / 360);
    const wide = bounds.getEast() - bounds.getWest() >= 360;
    const box = [wide ? -180 : wrap(bounds.getWest()), Math.max(-90, bounds.getSouth()), wide ? 180 : wrap(bounds.getEast()), Math.min(90, bounds.getNorth())].map(one => Number(one.toFixed(5))).join(',');
    const found = await this.pins.ask(box, 0).catch(() => null);
    if (!found) return;
    this.bar.hidden = false;
    /** @type {HTMLElement} */ (this.bar.querySelector('[data-inside]')).textContent = count('map.inside', found.total);
    /** @type {HTMLAnchorElement} */ (this.bar.querySelector('[data-filter]')).href = this.pins.library(box);
  }
}
