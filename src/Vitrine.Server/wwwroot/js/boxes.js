// Boxes over a picture. Their places come as attributes in fractions of the upright picture and become properties here.

/** @param {HTMLElement} frame */
export function placeBoxes(frame) {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (frame.querySelectorAll('.box'))) {
    const sides = (box.dataset.box ?? '').split(' ');
    ['--x', '--y', '--w', '--h'].forEach((side, i) => box.style.setProperty(side, sides[i] ?? '0'));
  }
}

const overlap = (/** @type {DOMRect} */ a, /** @type {DOMRect} */ b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Labels that would overlap go under their box or to its other end; what finds no room shows only when lit. @param {HTMLElement} frame */
export function placeLabels(frame) {
  /** @type {DOMRect[]} */
  const placed = [];
  const edge = frame.getBoundingClientRect(), named = new Set();
  for (const box of frame.querySelectorAll('.box')) box.classList.remove('no-room', 'no-name');
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (frame.querySelectorAll('.box'))) {
    const label = box.querySelector('span');
    if (!label) continue;
    const fits = [[], ['label-below'], ['label-end'], ['label-below', 'label-end'], ['label-inside'], ['label-inside', 'label-end']].some(names => {
      box.classList.remove('label-below', 'label-end', 'label-inside');
      box.classList.add(...names);
      const r = label.getBoundingClientRect();
      return r.top >= edge.top - 1 && r.bottom <= edge.bottom + 1 && r.left >= edge.left - 2 && r.right <= edge.right + 2 && !placed.some(one => overlap(one, r));
    });
    if (fits) { placed.push(label.getBoundingClientRect()); named.add(box.dataset.claim); } else box.classList.add('no-room');
  }
  // Boxes of one claim are lit together, and one name tells them all.
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (frame.querySelectorAll('.box.no-room'))) {
    box.classList.toggle('no-name', named.has(box.dataset.claim));
    named.add(box.dataset.claim);
  }
}

/** Lights the boxes and the chip of a claim; null puts all out. @param {HTMLElement} frame @param {string | null} id */
export function light(frame, id) {
  for (const box of frame.querySelectorAll('.box')) box.classList.toggle('is-lit', id !== null && /** @type {HTMLElement} */ (box).dataset.claim === id);
  for (const chip of document.querySelectorAll('.claim')) chip.classList.toggle('is-lit', id !== null && /** @type {HTMLElement} */ (chip).dataset.claim === id && frame.querySelector('.box.is-lit') !== null);
}
