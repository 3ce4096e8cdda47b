// Tags of one asset or of all selected ones: type-ahead over the vocabulary. Enter adds a tag to all, or takes it from
// all where all have it; Delete takes it from all; Backspace in the empty box takes the last change back.
import { ApiError, get, post } from '../api.js';
import { open } from '../dialogs.js';
import { icon } from '../dom.js';
import { run, undo } from '../jobs.js';
import { live } from '../live.js';
import { point } from '../pick.js';
import { count, number, say } from '../say.js';
import { aim, sizeOf } from '../target.js';

/** @typedef {{label: string, broader: string[], id?: string, assets?: number, make?: boolean}} Choice */

/** Above this many assets nobody asks the server what each one has. */
const known = 24;

class TagEditor extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  input = /** @type {HTMLInputElement} */ (this.querySelector('[role="combobox"]'));
  list = /** @type {HTMLElement} */ (this.querySelector('[role="listbox"]'));
  /** @type {import('../target.js').Target} */
  #target = {};
  #of = 0;
  /** @type {Map<string, number>} how many of the assets have a tag */
  #have = new Map();
  /** @type {Map<string, string[]>} */
  #broader = new Map();
  /** @type {Map<string, string>} which concept a tag is */
  #ids = new Map();
  /** @type {string[]} jobs that can be taken back, the latest last */
  #done = [];
  /** @type {Choice[]} */
  #choices = [];
  #active = 0;
  #asked = 0;
  #looked = 0;

  connectedCallback() {
    this.dialog.addEventListener('opening', event => { if (!this.#aim()) event.preventDefault(); });
    this.addEventListener('open', () => open(this.dialog));
    this.input.addEventListener('input', () => this.#ask());
    this.input.addEventListener('keydown', event => this.#key(event));
    this.list.addEventListener('mousedown', event => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest('.pick-row') : null;
      if (row) this.#take(this.#choices[[...this.list.querySelectorAll('.pick-row')].indexOf(row)], event.target instanceof Element && event.target.closest('[data-none]') !== null);
    });
    // Also what was taken back from outside, with the button of a toast.
    live.addEventListener('change', event => { if (this.dialog.open && event instanceof CustomEvent) this.#look(); });
    this.setAttribute('ready', '');
  }

  #aim() {
    const target = aim();
    if (!target) return false;
    this.#target = target;
    this.#of = sizeOf(target);
    this.#done = [];
    this.#have.clear();
    /** @type {HTMLElement} */ (this.querySelector('[data-title]')).textContent = count('tags.title', this.#of);
    this.input.value = '';
    this.#draw([]);
    this.#look();
    return true;
  }

  /** What the assets have now. */
  async #look() {
    const ids = this.#target.ids ?? [], looked = ++this.#looked;
    if (ids.length && ids.length <= known) {
      const assets = await Promise.all(ids.map(id => get(`/api/assets/${id}`).catch(() => null)));
      if (looked !== this.#looked) return;
      this.#have.clear();
      for (const claim of assets.flatMap(asset => asset?.claims ?? [])) {
        if (claim.about !== 'tag' || claim.state !== 'accepted') continue;
        this.#have.set(claim.name, (this.#have.get(claim.name) ?? 0) + 1);
        this.#broader.set(claim.name, claim.broader ?? []);
        if (claim.concept) this.#ids.set(claim.name, claim.concept);
      }
    }
    this.#ask();
  }

  async #ask() {
    const typed = this.input.value.trim(), asked = ++this.#asked;
    /** @type {Choice[]} */
    const mine = [...this.#have].filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]).map(([label]) => ({ label, broader: this.#broader.get(label) ?? [] }));
    if (!typed && mine.length) this.#draw(mine);
    const found = await get(`/api/concepts?prefix=${encodeURIComponent(typed)}&limit=${typed ? 8 : 6}`).catch(() => []);
    if (asked !== this.#asked) return;
    const same = (/** @type {string} */ a, /** @type {string} */ b) => a.localeCompare(b, undefined, { sensitivity: 'base' }) === 0;
    const others = found.filter((/** @type {Choice} */ one) => typed || !mine.some(have => same(have.label, one.label)));
    const make = typed && !found.some((/** @type {Choice} */ one) => same(one.label, typed)) ? [{ label: typed, broader: [], make: true }] : [];
    this.#draw(typed ? [...others, ...make] : [...mine, ...others], typed ? -1 : mine.length);
  }

  /** @param {Choice[]} choices @param {number} [mine] how many of them stand under "on these" */
  #draw(choices, mine = -1) {
    this.#choices = choices;
    const title = (/** @type {string} */ text) => Object.assign(document.createElement('div'), { className: 'pick-title', textContent: text, role: 'presentation' });
    this.list.replaceChildren(...choices.flatMap((choice, i) => [
      ...(i === 0 && mine > 0 ? [title(count('tags.have', this.#of))] : []),
      ...(i === mine ? [title(say('tags.often'))] : []),
      this.#row(choice, i),
    ]));
    this.#point(0);
  }

  /** @param {Choice} choice @param {number} i */
  #row(choice, i) {
    const row = document.createElement('div'), n = this.#have.get(choice.label) ?? 0, name = document.createElement('span');
    row.className = 'pick-row';
    row.role = 'option';
    row.id = `tag-${i}`;
    row.ariaSelected = 'false';
    row.setAttribute('aria-checked', n === 0 ? 'false' : n >= this.#of ? 'true' : 'mixed');
    name.className = 'grow truncate';
    name.append(Object.assign(document.createElement('b'), { textContent: choice.make ? say('tags.make', choice.label) : choice.label }));
    if (choice.broader.length) name.append(' ', Object.assign(document.createElement('span'), { className: 'path', textContent: [...choice.broader].reverse().join(' › ') }));
    const uses = n && n < this.#of ? say('tags.of', n, this.#of) : choice.assets ? number(choice.assets) : '';
    row.append(choice.make ? icon('plus', true) : Object.assign(document.createElement('i'), { className: 'tick' }), name,
      Object.assign(document.createElement('span'), { className: 'pick-n small', textContent: uses }));
    if (this.#of > 1 && !choice.make && n < this.#of) {
      const none = Object.assign(document.createElement('span'), { className: 'pick-none', title: say('tags.remove-all') });
      none.dataset.none = '';
      none.append(icon('x', true));
      row.append(none);
    }
    return row;
  }

  /** @param {number} to */
  #point(to) { this.#active = point(this.input, this.list, to); }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); this.#point(this.#active + (event.key === 'ArrowDown' ? 1 : -1)); }
    else if (event.key === 'Enter') { event.preventDefault(); this.#take(this.#choices[this.#active], false); }
    else if (event.key === 'Delete' && !this.input.value) this.#take(this.#choices[this.#active], true);
    else if (event.key === 'Backspace' && !this.input.value) this.#back();
  }

  /** A word that may mean several concepts: they are offered, none is taken. @param {string} word @returns {Promise<boolean>} */
  async #offers(word) {
    try { await post('/api/bulk', { ...this.#target, add: { tags: [word] }, dryRun: true }); } catch (error) {
      const candidates = error instanceof ApiError && error.status === 409 ? error.data?.candidates : null;
      if (!candidates) return false;
      const found = await get(`/api/concepts?prefix=${encodeURIComponent(word)}&limit=50`).catch(() => []);
      this.#asked += 1;
      this.#draw(candidates.map((/** @type {Choice} */ one) => ({ ...one, broader: found.find((/** @type {Choice} */ other) => other.id === one.id)?.broader ?? [] })));
      this.list.prepend(Object.assign(document.createElement('div'), { className: 'pick-title', textContent: say('tags.which', word), role: 'presentation' }));
      this.#say(say('tags.which', word));
      return true;
    }
    return false;
  }

  /** @param {Choice | undefined} choice @param {boolean} remove */
  async #take(choice, remove) {
    if (!choice || (choice.make && await this.#offers(choice.label))) return;
    const { label } = choice, all = (this.#have.get(label) ?? 0) >= this.#of && this.#of > 0, off = remove || all;
    this.#have.set(label, off ? 0 : this.#of);
    this.#broader.set(label, choice.broader);
    this.input.value = '';
    this.#ask();
    const said = () => say(off ? 'tags.removed' : 'tags.added', label, this.#of);
    const job = await run('/api/bulk', { ...this.#target, [off ? 'remove' : 'add']: { tags: [choice.id ?? this.#ids.get(label) ?? label] } }, said);
    if (job?.canUndo) this.#done.push(job.id);
    else if (!job) this.#look();
    this.#say(said());
  }

  async #back() {
    const last = this.#done.pop();
    if (!last) return;
    await undo(last);
  }

  /** @param {string} text */
  #say(text) { const status = this.querySelector('[role="status"]'); if (status) status.textContent = text; }
}
customElements.define('tag-editor', TagEditor);
