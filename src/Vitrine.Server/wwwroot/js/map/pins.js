// Pins: one for each cluster that the server counted for what is in view. A click goes nearer, or opens what lies there.
import { get } from '../api.js';
import { count, number, say } from '../say.js';

/** @typedef {{assets: number, latitude: number, longitude: number, box: string, town?: string, asset: {id: string, name: string, tone?: string, hasPreview: boolean}}} Cluster */

const closest = 17;

export class Pins {
  #asked = 0;
  /** @type {Map<string, any>} markers by what they show, so that those that stay are not drawn again */
  #shown = new Map();

  /** @param {any} L @param {any} map @param {string} query @param {(box: string) => string} library the library's address for an area */
  constructor(L, map, query, library) {
    this.L = L;
    this.map = map;
    this.query = query;
    this.library = library;
    this.layer = L.layerGroup().addTo(map);
    map.on('moveend', () => this.draw());
  }

  /** What is in view, as the server reads it. */
  box() {
    const view = this.map.getBounds();
    return [view.getWest(), Math.max(-90, view.getSouth()), view.getEast(), Math.min(90, view.getNorth())].map(one => one.toFixed(6)).join(',');
  }

  /** @param {string} [box] @param {number} [zoom] @returns {Promise<{total: number, box?: string, clusters: Cluster[]}>} */
  ask(box, zoom) {
    const asked = new URLSearchParams({ zoom: String(zoom ?? Math.round(this.map.getZoom())) });
    if (box) asked.set('box', box);
    if (this.query) asked.set('q', this.query);
    return get(`/api/map?${asked}`);
  }

  async draw() {
    const asked = ++this.#asked;
    const found = await this.ask(this.box()).catch(() => null);
    if (!found || asked !== this.#asked) return;
    const middle = this.map.getCenter().lng, next = new Map();
    for (const cluster of found.clusters) {
      // In the turn of the world that is seen.
      const longitude = cluster.longitude + 360 * Math.round((middle - cluster.longitude) / 360);
      const key = `${cluster.asset.id} ${cluster.assets} ${cluster.latitude} ${longitude} ${cluster.asset.hasPreview}`;
      next.set(key, this.#shown.get(key) ?? this.#pin(cluster, longitude));
    }
    for (const [key, marker] of this.#shown) if (!next.has(key)) marker.remove();
    this.#shown = next;
    this.map.getContainer().dataset.pins = String(found.clusters.length);
    this.map.getContainer().dataset.drawn = String(asked);
  }

  /** @param {Cluster} cluster @param {number} longitude */
  #pin(cluster, longitude) {
    const { asset, assets } = cluster, size = assets === 1 ? 44 : Math.min(72, 46 + Math.round(Math.log10(assets) * 8));
    const face = document.createElement('span');
    face.className = 'pin-face';
    if (/^#[0-9a-f]{6}$/i.test(asset.tone ?? '')) face.style.setProperty('--tone', asset.tone ?? '');
    if (asset.hasPreview) face.append(Object.assign(new Image(), { src: `/api/assets/${asset.id}/thumbnail`, alt: '', draggable: false }));
    if (assets > 1) face.append(Object.assign(document.createElement('b'), { textContent: number(assets) }));
    const icon = this.L.divIcon({ className: 'pin', html: face, iconSize: [size, size] });
    const marker = this.L.marker([cluster.latitude, longitude], { icon, riseOnHover: true, zIndexOffset: assets }).addTo(this.layer);
    const what = assets === 1 ? asset.name : count('library.total', assets), element = marker.getElement();
    element.setAttribute('aria-label', cluster.town ? say('map.pin', what, cluster.town) : what);
    element.title = element.ariaLabel;
    marker.on('click', () => this.#open(cluster));
    element.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); this.#open(cluster); } });
    return marker;
  }

  /** @param {Cluster} cluster */
  #open(cluster) {
    const [west, south, east, north] = cluster.box.split(',').map(Number);
    if (cluster.assets === 1) location.assign(`/assets/${cluster.asset.id}`);
    else if (this.map.getZoom() >= closest || (east - west < 1e-4 && north - south < 1e-4)) location.assign(this.library(cluster.box));
    else this.map.fitBounds([[south, west], [north, east]], { padding: [80, 80], maxZoom: Math.max(closest, this.map.getZoom() + 1) });
  }
}
