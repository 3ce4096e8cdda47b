// Results of a search as chunks that come when they are needed and go when they have not been used for long.
import { post } from '../api.js';

/** @typedef {{id: string, name: string, folder: string, kind: string, width?: number, height?: number, tone?: string, hasPreview: boolean,
    durationMs?: number, bytes: number, addedAt: string, takenAt?: string, problems: number, pending: number,
    found?: {page: number, text: string}, copy?: string, motion?: boolean, group?: {id: string, kind: string, count: number, matched?: {id: string, name: string}}}} Item */

export const chunkSize = 200;
const kept = 40;

export class Results extends EventTarget {
  /** @type {Map<number, Item[]>} in order of use, the latest last */
  #chunks = new Map();
  /** @type {Map<number, AbortController>} */
  #coming = new Map();

  /** @param {string} asked what was typed, words perhaps, which are read as ordinary language @param {string} query what finds the same to the letter @param {string} sort @param {string} groups together or apart @param {{total: number, items: Item[]}} first the first results, which the page carries */
  constructor(asked, query, sort, groups, first) {
    super();
    this.asked = asked;
    this.query = query;
    this.sort = sort;
    this.groups = groups;
    this.total = first.total;
    /** New results in front of the first shown one, which are not shown yet. */
    this.newer = 0;
    if (first.items.length >= Math.min(chunkSize, first.total) && first.total) this.#chunks.set(0, first.items.slice(0, chunkSize));
  }

  get chunks() { return Math.ceil(this.total / chunkSize); }

  /** @param {number} chunk */
  size(chunk) { return Math.min(chunkSize, this.total - chunk * chunkSize); }

  /** Position of a chunk's first result. @param {number} chunk */
  start(chunk) { return chunk * chunkSize; }

  /** @param {number} chunk @returns {Item[] | undefined} */
  peek(chunk) { return this.#chunks.get(chunk); }

  /** @param {number} index @returns {Item | undefined} */
  item(index) { return this.#chunks.get(Math.floor(index / chunkSize))?.[index % chunkSize]; }

  /** Says which chunks are in view: they are fetched, what is on its way for others is called off. @param {Set<number>} chunks */
  want(chunks) {
    for (const [chunk, stop] of this.#coming) if (!chunks.has(chunk)) { stop.abort(); this.#coming.delete(chunk); }
    for (const chunk of chunks) {
      const items = this.#chunks.get(chunk);
      if (items) { this.#chunks.delete(chunk); this.#chunks.set(chunk, items); } else this.#fetch(chunk);
    }
    for (const chunk of this.#chunks.keys()) {
      if (this.#chunks.size <= kept) break;
      if (!chunks.has(chunk)) this.#chunks.delete(chunk);
    }
  }

  /** @param {number} chunk */
  async #fetch(chunk) {
    if (this.#coming.has(chunk)) return;
    const stop = new AbortController();
    this.#coming.set(chunk, stop);
    try {
      const answer = await this.page(chunk * chunkSize + this.newer, chunkSize, stop.signal);
      this.#chunks.set(chunk, answer.items);
      this.dispatchEvent(new CustomEvent('came', { detail: chunk }));
    } catch (error) {
      if (!stop.signal.aborted) this.dispatchEvent(new CustomEvent('failed', { detail: error }));
    } finally {
      if (this.#coming.get(chunk) === stop) this.#coming.delete(chunk);
    }
  }

  /** @param {number} offset @param {number} limit @param {AbortSignal} [signal] */
  page(offset, limit, signal) {
    return post('/api/search', { query: this.asked, phrases: 'auto', sort: this.sort || undefined, groups: this.groups, highlights: false, offset, limit }, signal);
  }

  /** Ids of a range of positions, fetched where they are not here. @param {number} from @param {number} to both included */
  async ids(from, to) {
    /** @type {string[]} */
    const ids = [];
    for (let chunk = Math.floor(from / chunkSize); chunk * chunkSize <= to; chunk += 1) {
      const items = this.#chunks.get(chunk) ?? (await this.page(chunk * chunkSize + this.newer, chunkSize)).items;
      items.forEach((/** @type {Item} */ item, /** @type {number} */ i) => {
        const at = chunk * chunkSize + i;
        if (at >= from && at <= to) ids.push(item.id);
      });
    }
    return ids;
  }

  /**
   * Looks again at what is in view. With `show`, new results in front are taken in; else they only count as newer, so that nothing moves.
   * @param {Set<number>} chunks in view @param {boolean} show
   */
  async refresh(chunks, show) {
    const [first] = chunks.size ? [...chunks].sort((a, b) => a - b) : [0];
    // What fits in part comes behind all that fits wholly, however new it is.
    const inFront = (!this.sort || this.sort === '-added') && this.asked === this.query;
    const seen = await this.page(first * chunkSize + this.newer, 1);
    const grown = seen.total - this.total - this.newer;
    if (inFront && grown > 0 && !show) this.newer += grown;
    else if (show || grown !== 0) {
      this.newer = 0;
      this.total = seen.total;
      this.#chunks = new Map([...this.#chunks].filter(([chunk]) => chunks.has(chunk)));
    }
    const fresh = await Promise.all([...chunks].filter(chunk => chunk < this.chunks).map(async chunk =>
      /** @type {[number, Item[]]} */ ([chunk, (await this.page(chunk * chunkSize + this.newer, chunkSize)).items])));
    for (const [chunk, items] of fresh) this.#chunks.set(chunk, items);
    this.dispatchEvent(new CustomEvent('refreshed'));
  }
}
