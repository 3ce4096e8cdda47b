// Justified rows. The library is laid out in chunks, each by itself, so that a chunk far away can change without
// moving the rows of another; within a chunk the rows are broken so evenly that all of them are full.

/** @typedef {{ar: number, group?: string}} Shape  ar: width / height; group: heading under which it stands */
/** @typedef {{top: number, height: number, from: number, to: number, left: number[], width: number[]}} Row  items from … to-1 */
/** @typedef {{top: number, group: string}} Head */
/** @typedef {{height: number, rows: Row[], heads: Head[]}} Layout */
/** @typedef {{width: number, row: number, gap: number, head: number, columns?: number, before?: string}} Frame
    row: wanted height; head: height of a heading; columns: squares in so many columns instead; before: heading already shown */

const narrowest = 0.4, widest = 3.2, tallest = 1.45;

/** @param {Shape[]} shapes @param {Frame} frame @returns {Layout} */
export function lay(shapes, frame) {
  /** @type {Layout} */
  const layout = { height: 0, rows: [], heads: [] };
  let shown = frame.before;
  for (let from = 0; from < shapes.length;) {
    const { group } = shapes[from];
    let to = from + 1;
    while (to < shapes.length && shapes[to].group === group) to += 1;
    if (group && group !== shown) {
      layout.heads.push({ top: layout.height, group });
      layout.height += frame.head;
    }
    shown = group;
    if (frame.columns) squares(layout, from, to, frame, frame.columns); else justified(layout, shapes, from, to, frame);
    from = to;
  }
  return layout;
}

/** Lines of a table, one item each. @param {number} n @param {Frame} frame @returns {Layout} */
export function lines(n, { width }) {
  const height = 44;
  return {
    height: n * height, heads: [],
    rows: Array.from({ length: n }, (_, i) => ({ top: i * height, height, from: i, to: i + 1, left: [0], width: [width] })),
  };
}

/** @param {Layout} layout @param {number} from @param {number} to @param {Frame} frame @param {number} columns */
function squares(layout, from, to, { width, gap }, columns) {
  const side = (width - gap * (columns - 1)) / columns;
  for (let at = from; at < to; at += columns) {
    const n = Math.min(columns, to - at);
    layout.rows.push({
      top: layout.height, height: side, from: at, to: at + n,
      left: Array.from({ length: n }, (_, i) => i * (side + gap)), width: Array(n).fill(side),
    });
    layout.height += side + gap;
  }
}

/** @param {Layout} layout @param {Shape[]} shapes @param {number} from @param {number} to @param {Frame} frame */
function justified(layout, shapes, from, to, { width, row, gap }) {
  const ar = shapes.slice(from, to).map(one => Math.max(narrowest, Math.min(widest, one.ar || 1)));
  const total = ar.reduce((sum, one) => sum + one, 0);
  const rows = Math.max(1, Math.round((total * row + ar.length * gap) / (width + gap)));
  let done = 0, start = 0;
  for (let r = 1; r <= rows && start < ar.length; r += 1) {
    // A row ends where the sum of aspects comes nearest to its share.
    const share = total * r / rows;
    let end = start, sum = 0;
    while (end < ar.length && (end === start || r === rows || done + sum + ar[end] / 2 <= share)) { sum += ar[end]; end += 1; }
    done += sum;
    const height = Math.min((width - gap * (end - start - 1)) / sum, row * tallest);
    /** @type {Row} */
    const line = { top: layout.height, height, from: from + start, to: from + end, left: [], width: [] };
    for (let i = start, x = 0; i < end; i += 1) {
      line.left.push(x);
      line.width.push(height * ar[i]);
      x += height * ar[i] + gap;
    }
    layout.rows.push(line);
    layout.height += height + gap;
    start = end;
  }
}

/** The item of the row above or below that lies under the middle of the one at `at`. @param {Row} row @param {number} middle */
export function under(row, middle) {
  let best = row.from, nearest = Infinity;
  row.left.forEach((x, i) => {
    const distance = Math.abs(x + row.width[i] / 2 - middle);
    if (distance < nearest) { nearest = distance; best = row.from + i; }
  });
  return best;
}
