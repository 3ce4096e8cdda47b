// Which assets are selected: some ids, or everything a query finds, without fetching it.

export class Selection extends EventTarget {
  /** @type {Set<string>} */
  #ids = new Set();
  /** @type {{query: string, total: number} | null} */
  #all = null;

  /** @param {boolean} together whether a tile may stand for a group: then its whole group is meant */
  constructor(together) {
    super();
    this.together = together;
  }

  get count() { return this.#all?.total ?? this.#ids.size; }
  get everything() { return this.#all !== null; }
  get ids() { return [...this.#ids]; }

  /** @param {string | undefined} id */
  has(id) { return this.#all !== null || (id !== undefined && this.#ids.has(id)); }

  /** @param {Iterable<string>} ids @param {boolean} [on] */
  set(ids, on = true) {
    this.#all = null;
    for (const id of ids) if (on) this.#ids.add(id); else this.#ids.delete(id);
    this.#say();
  }

  /** Everything that a query finds. @param {string} query @param {number} total */
  all(query, total) {
    this.#ids.clear();
    this.#all = { query, total };
    this.#say();
  }

  clear() {
    this.#ids.clear();
    this.#all = null;
    this.#say();
  }

  /** How the API names this set; it refuses a query whose total is no longer the one that was shown. */
  target() { return { ...this.#all ? { query: this.#all.query, expected: this.#all.total } : { ids: this.ids }, wholeGroups: this.together }; }

  #say() { this.dispatchEvent(new Event('change')); }
}
