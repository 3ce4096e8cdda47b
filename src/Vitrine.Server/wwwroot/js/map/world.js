// The base map: countries of Natural Earth out of a TopoJSON file, drawn on canvas in the colours of the page, with their names.

/** @typedef {{id?: string, rings: [number, number][][][], box: [number, number, number, number], main: [number, number, number, number]}} Country polygons of rings of [latitude, longitude] */

/** Lets longitudes run on where an edge crosses the date line; a ring that went round the earth is closed over the pole in it. @param {[number, number][]} ring */
function unroll(ring) {
  let turn = 0;
  for (let i = 1; i < ring.length; i++) {
    const step = ring[i][1] + turn - ring[i - 1][1];
    if (step > 180) turn -= 360; else if (step < -180) turn += 360;
    ring[i] = [ring[i][0], ring[i][1] + turn];
  }
  const first = ring[0], last = ring[ring.length - 1];
  if (ring.length && Math.abs(last[1] - first[1]) > 180) {
    const pole = first[0] < 0 ? -85.05 : 85.05;
    ring.push([pole, last[1]], [pole, first[1]], first);
  }
  return ring;
}

/** @param {[number, number][]} ring @returns {[number, number, number, number]} west, south, east, north */
function around(ring) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [y, x] of ring) { west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y); }
  return [west, south, east, north];
}

/** @param {any} topology @returns {Country[]} */
export function countries(topology) {
  const { scale, translate } = topology.transform;
  /** @type {[number, number][][]} */
  const arcs = topology.arcs.map((/** @type {[number, number][]} */ arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => { x += dx; y += dy; return [y * scale[1] + translate[1], x * scale[0] + translate[0]]; });
  });
  const ring = (/** @type {number[]} */ parts) => {
    /** @type {[number, number][]} */
    const points = [];
    for (const part of parts) {
      const arc = part < 0 ? arcs[~part].toReversed() : arcs[part];
      for (let i = points.length ? 1 : 0; i < arc.length; i++) points.push(arc[i]);
    }
    return unroll(points);
  };
  return topology.objects.countries.geometries.filter((/** @type {any} */ one) => one.arcs?.length).map((/** @type {any} */ one) => {
    const polygons = (one.type === 'Polygon' ? [one.arcs] : one.arcs).map((/** @type {number[][]} */ polygon) => polygon.map(ring));
    const boxes = polygons.map((/** @type {[number, number][][]} */ polygon) => around(polygon[0]));
    const size = (/** @type {number[]} */ [w, s, e, n]) => (e - w) * (n - s);
    return { id: one.id, rings: polygons, main: boxes.reduce((/** @type {any} */ best, /** @type {any} */ box) => size(box) > size(best) ? box : best) };
  });
}

/** Draws the countries in three turns of the world, so that the date line is no end. @param {any} L @param {any} map @param {Country[]} all */
export function drawLand(L, map, all) {
  const renderer = L.canvas({ padding: .3 });
  const land = L.layerGroup().addTo(map);
  // A canvas takes no custom property: an element that has the colours tells what they are now.
  const probe = Object.assign(document.createElement('i'), { className: 'map-colours', hidden: true });
  map.getContainer().append(probe);
  const style = () => {
    const of = getComputedStyle(probe);
    return { fillColor: of.color, color: of.outlineColor, weight: .8, fillOpacity: 1, opacity: 1 };
  };
  for (const turn of [0, -360, 360]) {
    for (const { rings } of all) {
      const turned = turn === 0 ? rings : rings.map(polygon => polygon.map(ring => ring.map(([y, x]) => [y, x + turn])));
      L.polygon(turned, { ...style(), renderer, interactive: false, smoothFactor: 1.2 }).addTo(land);
    }
  }
  const again = () => land.eachLayer((/** @type {any} */ one) => one.setStyle(style()));
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
}

/** Names on the land where there is room for them. @param {any} L @param {any} map @param {Country[]} all @param {Record<string, string>} names by ISO number */
export function drawNames(L, map, all, names) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const zoom = map.getZoom(), view = map.getBounds();
    if (zoom < 3 || zoom > 7) return;
    for (const { id, main: [west, south, east, north] } of all) {
      const name = id && names[id], at = [(south + north) / 2, (west + east) / 2];
      if (!name || !view.contains(at)) continue;
      const wide = map.latLngToContainerPoint([at[0], east]).x - map.latLngToContainerPoint([at[0], west]).x;
      if (wide < name.length * 9) continue;
      L.marker(at, { icon: L.divIcon({ className: 'map-name', html: Object.assign(document.createElement('span'), { textContent: name }), iconSize: [0, 0] }), interactive: false, keyboard: false }).addTo(layer);
    }
  };
  map.on('moveend', draw);
  draw();
}
