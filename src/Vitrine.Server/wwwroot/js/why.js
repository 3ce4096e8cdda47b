// "Why?" cards open by themselves (popovertarget). Each is put where it leaves the boxes of its own claim free:
// left of its chip, else over the panel below or above the chip, else at the far side.
const shared = (/** @type {{left: number, top: number, right: number, bottom: number}} */ a, /** @type {DOMRect} */ b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
const within = (/** @type {number} */ value, /** @type {number} */ most) => Math.max(8, Math.min(value, most - 8));

document.addEventListener('toggle', event => {
  const card = /** @type {HTMLElement} */ (event.target);
  if (!card.matches?.('.why') || /** @type {ToggleEvent} */ (event).newState !== 'open' || matchMedia('(max-width: 640px)').matches) return;
  const chip = [...document.querySelectorAll(`[popovertarget="${card.id}"]:not([popovertargetaction])`)].find(one => one.checkVisibility())?.getBoundingClientRect();
  if (!chip) return;
  const boxes = [...document.querySelectorAll(`.box[data-claim="${card.dataset.why}"]`)].filter(box => box.checkVisibility()).map(box => box.getBoundingClientRect());
  const width = card.offsetWidth, height = card.offsetHeight, right = within(innerWidth, innerWidth - width), far = document.querySelector('.viewer')?.getBoundingClientRect().left ?? 0;
  const places = [[chip.left - width - 16, chip.top], [right, chip.bottom + 8], [right, chip.top - height - 8], [far + 16, chip.top]]
    .map(([x, y]) => ({ left: within(x, innerWidth - width), top: within(y, innerHeight - height) }));
  const covered = places.map(({ left, top }) => boxes.reduce((sum, box) => sum + shared({ left, top, right: left + width, bottom: top + height }, box), 0));
  const best = places[covered.indexOf(Math.min(...covered))];
  card.dataset.placed = '';
  card.style.setProperty('--card-left', `${best.left}px`);
  card.style.setProperty('--card-top', `${best.top}px`);
}, true);
