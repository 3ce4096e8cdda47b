// "Why?" cards open by themselves (popovertarget). Each takes the side on which it leaves the boxes of its own claim free.
const sides = ['', 'up', 'over', 'under', 'far'];
const shared = (/** @type {DOMRect} */ a, /** @type {DOMRect} */ b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

document.addEventListener('toggle', event => {
  const card = /** @type {HTMLElement} */ (event.target);
  if (!card.matches?.('.why') || /** @type {ToggleEvent} */ (event).newState !== 'open' || matchMedia('(max-width: 640px)').matches) return;
  const boxes = [...document.querySelectorAll(`.box[data-claim="${card.dataset.why}"]`)].filter(box => box.checkVisibility()).map(box => box.getBoundingClientRect());
  let best = '', least = Infinity;
  for (const side of sides) {
    card.dataset.side = side;
    const here = card.getBoundingClientRect();
    const inside = here.left >= 0 && here.right <= innerWidth && here.top >= 0 && here.bottom <= innerHeight;
    const covered = boxes.reduce((sum, box) => sum + shared(here, box), 0);
    if (inside && covered < least) [best, least] = [side, covered];
    if (least === 0) break;
  }
  card.dataset.side = best;
}, true);
