// The map: what a query finds, where it was taken. Leaflet moves and zooms it; everything on it comes from this server.
import { atMost, isPlainKey } from '../dom.js';
import { live } from '../live.js';
import { say } from '../say.js';
import { toast } from '../toast.js';
import { Area } from '../map/area.js';
import { Pins } from '../map/pins.js';
import { Tray } from '../map/tray.js';
import { countries, drawLand, drawNames } from '../map/world.js';

/** @param {string} source @returns {Promise<any>} */
const library = source => new Promise((done, fail) => {
  const script = Object.assign(document.createElement('script'), { src: source });
  script.addEventListener('load', () => done(/** @type {any} */ (window).L));
  script.addEventListener('error', fail);
  document.head.append(script);
});

export class AssetMap extends HTMLElement {
  query = this.dataset.query ?? '';
  view = /** @type {HTMLElement} */ (this.querySelector('[data-view]'));
  hint = /** @type {HTMLElement} */ (this.querySelector('[data-hint]'));
  #tapping = false;

  async connectedCallback() {
    this.tray = new Tray(this, this.query);
    this.addEventListener('click', event => {
      const act = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-do]'))?.dataset.do : undefined;
      if (act) this.#act(act);
    });
    addEventListener('keydown', event => this.#key(event));
    try { await this.#start(); } catch { toast(say('offline'), { bad: true }); }
  }

  /** What the dialog places. */
  target() { return this.tray?.target() ?? null; }

  async #start() {
    const [L, topology] = await Promise.all([library(this.dataset.library ?? ''), fetch(this.dataset.world ?? '').then(answer => answer.json())]);
    const map = this.map = L.map(this.view, { zoomControl: false, attributionControl: false, boxZoom: false, worldCopyJump: true, minZoom: 1, maxZoom: 19, zoomSnap: .5, maxBoundsViscosity: 1 });
    map.setMaxBounds([[-86, -Infinity], [86, Infinity]]);
    this.pins = new Pins(L, map, this.query, box => `/?q=${encodeURIComponent(this.query ? `(${this.query}) box:${box}` : `box:${box}`)}`);
    this.area = new Area(L, map, this, this.pins);
    await this.#fit(true);
    const all = countries(topology);
    drawLand(L, map, all);
    drawNames(L, map, all, JSON.parse(this.dataset.countries ?? '{}'));
    map.on('click', (/** @type {any} */ event) => { if (this.#tapping) { this.#tap(false); this.tray?.put(event.latlng); } });
    map.on('moveend', () => this.#remember());
    this.view.addEventListener('dragover', event => { event.preventDefault(); this.view.classList.add('is-over'); });
    this.view.addEventListener('dragleave', () => this.view.classList.remove('is-over'));
    this.view.addEventListener('drop', event => {
      event.preventDefault();
      this.view.classList.remove('is-over');
      this.tray?.put(map.mouseEventToLatLng(event));
    });
    new ResizeObserver(() => map.invalidateSize()).observe(this.view);
    const again = atMost(() => this.#draw(), 2_000);
    live.addEventListener('change', event => { if (event instanceof CustomEvent) this.#draw(); else again(); });
    this.tray?.draw();
    this.setAttribute('ready', '');
  }

  /** Everything again, after something changed. */
  async #draw() {
    const [, unplaced, found] = await Promise.all([this.pins?.draw(), this.tray?.draw(), this.pins?.ask(undefined, 0).catch(() => null)]);
    if (!found || unplaced === undefined) return;
    /** @type {HTMLElement} */ (this.querySelector('[data-total]')).textContent = say('map.total', found.total, found.total + unplaced);
    /** @type {HTMLElement | null} */ (this.querySelector('.map-empty'))?.toggleAttribute('hidden', found.total > 0);
  }

  /** All that was found; at the start, what the address names. @param {boolean} [first] */
  async #fit(first) {
    const asked = new URLSearchParams(location.search), [latitude, longitude] = (asked.get('at') ?? '').split(',').map(Number);
    if (first && asked.get('at') && Number.isFinite(latitude) && Number.isFinite(longitude)) {
      this.map.setView([latitude, longitude], Math.min(19, Math.max(1, Number(asked.get('zoom') ?? 12) || 12)), { animate: false });
      return;
    }
    const found = await this.pins?.ask(undefined, 0).catch(() => null);
    const [west, south, east, north] = found?.box?.split(',').map(Number) ?? [-150, -50, 170, 70];
    this.map.fitBounds([[south, west], [north, east]], { padding: [60, 60], maxZoom: 13, animate: !first });
  }

  /** Back and reload come here again. */
  #remember() {
    const { lat, lng } = this.map.getCenter(), url = new URL(location.href);
    url.searchParams.set('at', `${lat.toFixed(5)},${lng.toFixed(5)}`);
    url.searchParams.set('zoom', String(this.map.getZoom()));
    history.replaceState(history.state, '', url);
  }

  /** @param {string} act */
  #act(act) {
    if (!this.map) return;
    if (act === 'in') this.map.zoomIn(1);
    else if (act === 'out') this.map.zoomOut(1);
    else if (act === 'fit') this.#fit();
    else if (act === 'draw') { this.#tap(false); this.area?.draw(); }
    else if (act === 'clear') this.area?.clear();
    else if (act === 'tap') this.#tap(!this.#tapping);
    else if (act === 'place') document.querySelector('place-assets')?.dispatchEvent(new Event('open'));
  }

  /** The next click on the map is where the chosen files were taken. @param {boolean} on */
  #tap(on) {
    this.#tapping = on;
    this.querySelector('[data-do="tap"]')?.setAttribute('aria-pressed', String(on));
    this.view.classList.toggle('is-drawing', on);
    this.hint.hidden = !on;
    this.hint.textContent = on ? say('map.tap') : '';
    if (!on) return;
    this.area?.draw(false);
    // On a phone the tray lies over the map: it closes.
    if (location.hash === '#unplaced') location.hash = '';
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!isPlainKey(event) || !this.map) return;
    const inView = this.view.contains(document.activeElement);
    if (event.key === 'r') this.#act('draw');
    else if (event.key === 'a') this.area?.takeView();
    else if (event.key === '0') this.#fit();
    else if (event.key === 'Escape') { if (this.#tapping) this.#tap(false); else this.area?.clear(); }
    else if ((event.key === '+' || event.key === '-') && !inView) this.#act(event.key === '+' ? 'in' : 'out');
    else return;
    event.preventDefault();
  }
}
customElements.define('asset-map', AssetMap);
