// How files get to the queue, and how fast they leave it.
import { chosen, dropped } from '../files.js';

/** Takes files that are chosen with any input of the page, or dropped anywhere on it. @param {HTMLElement} veil @param {(found: import('../files.js').Found[]) => void} add */
export function arrivals(veil, add) {
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[data-files]'))) {
    input.addEventListener('change', () => { add(chosen(input.files)); input.value = ''; });
  }
  let depth = 0;
  const files = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragenter', event => { if (files(event)) { depth += 1; veil.hidden = false; } });
  addEventListener('dragleave', () => { depth = Math.max(0, depth - 1); veil.hidden = depth === 0; });
  // A drop that is meant otherwise, on the search box, ends a drag too.
  addEventListener('drag-over', () => { depth = 0; veil.hidden = true; });
  addEventListener('dragover', event => { if (files(event)) event.preventDefault(); });
  addEventListener('drop', async event => {
    if (!files(event) || !event.dataTransfer) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    add(await dropped(event.dataTransfer));
  });
}

/** Bytes a second over the last quarter of a minute: what happened before a pause or a cut tells nothing. */
export class Pace {
  /** @type {[number, number][]} */
  #samples = [];
  #moved = 0;

  /** @param {number} bytes */
  add(bytes) { this.#moved += Math.max(0, bytes); }

  rate() {
    const now = performance.now();
    this.#samples = [...this.#samples.filter(([at]) => now - at < 15_000), [now, this.#moved]];
    const [at, moved] = this.#samples[0];
    return (this.#moved - moved) / Math.max(0.5, (now - at) / 1000);
  }
}
