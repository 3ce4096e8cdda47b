// Draws what a change of many assets would do: before and after, and what cannot be done.
import { count, say } from './say.js';

/** @typedef {{examined: number, change: number, already: number, cannot: number, differences: any[], problems: any[]}} Preview */

/** @param {HTMLElement} place @param {Preview | null} preview @param {boolean} [lines] */
export function draw(place, preview, lines) {
  const table = /** @type {HTMLTableElement} */ (place.querySelector('[data-differences]')), list = /** @type {HTMLElement} */ (place.querySelector('[data-problems]'));
  const { differences = [], problems = [] } = preview ?? {};
  table.hidden = differences.length === 0;
  list.hidden = problems.length === 0;
  /** @type {HTMLElement} */ (place.querySelector('[data-nothing]')).hidden = differences.length + problems.length > 0;
  table.tBodies[0].replaceChildren(...differences.map(one => row([
    ...(lines ? [String(one.line ?? '')] : []), one.name, one.attribute,
    one.before ? Object.assign(document.createElement('del'), { textContent: one.before }) : say('bulk.empty'),
    one.after ? Object.assign(document.createElement('ins'), { textContent: one.after }) : say('bulk.empty'),
  ])));
  list.replaceChildren(...problems.map(one => Object.assign(document.createElement('li'), {
    textContent: [one.line ? say('bulk.line', one.line) : '', one.name, one.field].filter(Boolean).join(', ') + `: ${one.message}`,
  })));
}

/** @param {(string | Node)[]} cells */
function row(cells) {
  const made = document.createElement('tr');
  for (const cell of cells) {
    const box = document.createElement('td');
    box.dir = 'auto';
    box.append(cell);
    made.append(box);
  }
  return made;
}

/** The numbers in a sentence. @param {Preview} preview @param {number} total */
export const sum = (preview, total) =>
  [count('bulk.would', preview.change), preview.already ? say('bulk.already', preview.already) : '', preview.cannot ? say('bulk.cannot', preview.cannot) : '', preview.examined < total ? say('bulk.examined', preview.examined) : '']
    .filter(Boolean).join(' · ');
