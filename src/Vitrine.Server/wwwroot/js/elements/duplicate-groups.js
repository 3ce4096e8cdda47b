// The page of duplicates: which one to keep, merging and dismissing, by mouse or keys (arrows, m, n, Enter, z). Each act can be taken back.
import { ApiError, post } from '../api.js';
import { isPlainKey } from '../dom.js';
import { run, undo } from '../jobs.js';
import { changed } from '../live.js';
import { count, say } from '../say.js';
import { toast } from '../toast.js';

/** How long to wait before looking again how far the comparison is. */
const again = 1_000;

class DuplicateGroups extends HTMLElement {
  part = /** @type {HTMLElement & {refresh(): Promise<void>}} */ (this.querySelector('live-part'));
  /** Group → the one to keep, where that is not the suggested one. @type {Map<string, string>} */
  #keepers = new Map();
  #at = -1;
  /** Assets of the group that keys act on: others may come before it or go at any time, and another of its own may be suggested. @type {string[]} */
  #current = [];
  /** The group that is about to go. */
  #leaves = '';
  /** Takes the last act back. @type {(() => void) | null} */
  #back = null;
  #timer = 0;

  connectedCallback() {
    this.addEventListener('change', event => { if (event.target instanceof HTMLInputElement) this.#choose(event.target); });
    this.addEventListener('focusin', event => { const at = this.#groups.findIndex(group => group.contains(/** @type {Node} */ (event.target))); if (at >= 0) this.#mark(at); });
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-do]')) : null;
      const group = /** @type {HTMLElement | null | undefined} */ (button?.closest('.duplicate'));
      if (!group || /** @type {MouseEvent} */ (event).detail > 1) return;
      if (button?.dataset.do === 'merge') this.#merge(group); else this.#dismiss(group);
    });
    this.part.addEventListener('refreshed', () => this.#redrawn());
    addEventListener('keydown', event => this.#key(event));
    this.#wait();
    this.setAttribute('ready', '');
  }

  get #groups() { return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.duplicate')]); }

  /** @param {HTMLElement} group */
  #ids(group) { return /** @type {HTMLElement[]} */ ([...group.querySelectorAll('[data-asset-id]')]).map(one => one.dataset.assetId ?? ''); }

  /** No asset is in two groups. @param {HTMLElement} group */
  #isCurrent(group) { return this.#ids(group).some(id => this.#current.includes(id)); }

  /** @param {HTMLElement} group */
  #keeper(group) { return this.#keepers.get(group.dataset.group ?? '') ?? group.dataset.group ?? ''; }

  /** @param {HTMLInputElement} radio */
  #choose(radio) {
    const group = /** @type {HTMLElement | null} */ (radio.closest('.duplicate'));
    if (!group) return;
    this.#keepers.set(group.dataset.group ?? '', radio.value);
    this.#lead(group);
  }

  /** All are compared with the one to keep. @param {HTMLElement} group */
  #lead(group) {
    const keeper = this.#keeper(group);
    for (const head of /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll('[data-asset-id]'))) {
      const link = /** @type {HTMLAnchorElement | null} */ (head.querySelector('[data-compare]')), own = head.dataset.assetId === keeper;
      if (!link) continue;
      link.hidden = own;
      if (!own) link.href = `/assets/${keeper}/compare?with=${head.dataset.assetId}`;
    }
  }

  /** @param {HTMLElement} group */
  async #merge(group) {
    const keep = this.#keeper(group), merge = this.#ids(group).filter(id => id !== keep);
    if (!merge.length || !this.#begin(group)) return;
    const job = await run('/api/duplicates/merge', { keep, merge }, () => count('duplicates.merged', merge.length));
    this.#back = job?.canUndo ? () => undo(job.id) : null;
    this.#end(group);
  }

  /** @param {HTMLElement} group */
  async #dismiss(group) {
    const ids = this.#ids(group);
    if (ids.length < 2 || !this.#begin(group)) return;
    if (await this.#say(ids, false)) {
      this.#back = () => { this.#back = null; this.#say(ids, true).then(done => { if (done) toast(say('undone')); }); };
      toast(say('duplicates.dismissed'), { undo: this.#back });
    }
    this.#end(group);
  }

  /** @param {string[]} ids @param {boolean} takeBack */
  async #say(ids, takeBack) {
    try {
      await post('/api/duplicates/dismiss', { ids, takeBack });
      changed();
      return true;
    } catch (error) {
      toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
      return false;
    }
  }

  /** One act of a group at a time. @param {HTMLElement} group */
  #begin(group) {
    if (group.ariaBusy === 'true') return false;
    group.ariaBusy = 'true';
    this.#leaves = group.dataset.group ?? '';
    return true;
  }

  /** @param {HTMLElement} group */
  async #end(group) {
    await this.part.refresh();
    // What could not be done stays, perhaps drawn again.
    for (const one of [group, ...this.#groups]) one.ariaBusy = null;
    this.#leaves = '';
  }

  /** What was chosen stays chosen, and the group that took the place of the one that went has the focus. */
  #redrawn() {
    const groups = this.#groups, there = new Set(groups.map(group => group.dataset.group ?? ''));
    for (const id of this.#keepers.keys()) if (!there.has(id)) this.#keepers.delete(id);
    for (const group of groups) {
      const radio = /** @type {HTMLInputElement | undefined} */ ([.../** @type {NodeListOf<HTMLInputElement>} */ (group.querySelectorAll('input[type=radio]'))].find(one => one.value === this.#keeper(group)));
      if (radio) radio.checked = true; else this.#keepers.delete(group.dataset.group ?? '');
      this.#lead(group);
    }
    const leaving = groups.find(group => group.dataset.group === this.#leaves);
    if (leaving) leaving.ariaBusy = 'true';
    if (this.#leaves && !leaving) { this.#leaves = ''; this.#go(Math.min(Math.max(0, this.#at), groups.length - 1)); }
    else if (this.#current.length) {
      const at = this.#at, now = groups.findIndex(group => this.#isCurrent(group));
      this.#mark(now);
      // Somebody else was done with it: no group is acted on, and the arrows go on from there.
      if (now < 0) this.#at = Math.min(at, groups.length) - 1;
    }
    this.#wait();
  }

  /** While pictures are compared, looks again how far that is. */
  #wait() {
    clearTimeout(this.#timer);
    if (this.querySelector('[data-making]')) this.#timer = setTimeout(() => this.part.refresh().finally(() => this.#wait()), again);
  }

  /** @param {number} at */
  #mark(at) {
    const groups = this.#groups;
    this.#at = at;
    this.#current = groups[at] ? this.#ids(groups[at]) : [];
    groups.forEach((group, i) => group.classList.toggle('is-current', i === at));
  }

  /** @param {number} at */
  #go(at) {
    const group = this.#groups[at];
    this.#mark(at);
    group?.focus({ preventScroll: true });
    group?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!isPlainKey(event) || document.querySelector('dialog[open], :popover-open')) return;
    const groups = this.#groups, group = groups.find(one => this.#isCurrent(one));
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => this.#go(Math.min(this.#at + 1, groups.length - 1)),
      ArrowUp: () => this.#go(Math.max(this.#at - (group ? 1 : 0), 0)),
      z: () => this.#back?.(),
      ...(group && { ArrowRight: () => this.#step(group, 1), ArrowLeft: () => this.#step(group, -1), m: () => this.#button(group, 'merge'), n: () => this.#button(group, 'dismiss') }),
    };
    if (group && event.key === 'Enter' && !(event.target instanceof Element && event.target.closest('a, button'))) keys.Enter = () => this.#compare(group);
    const act = groups.length || event.key === 'z' ? keys[event.key] : undefined;
    if (act) { event.preventDefault(); act(); }
  }

  /** @param {HTMLElement} group @param {string} act */
  #button(group, act) { /** @type {HTMLElement | null} */ (group.querySelector(`[data-do=${act}]`))?.click(); }

  /** The next one is to be kept. @param {HTMLElement} group @param {number} by */
  #step(group, by) {
    const radios = /** @type {HTMLInputElement[]} */ ([...group.querySelectorAll('input[type=radio]')]), at = radios.findIndex(one => one.checked);
    const next = radios[(at + by + radios.length) % radios.length];
    if (!next) return;
    next.click();
    next.focus();
  }

  /** @param {HTMLElement} group */
  #compare(group) {
    const link = /** @type {HTMLAnchorElement | null} */ (group.querySelector('[data-compare]:not([hidden])'));
    if (link) location.assign(link.href);
  }
}
customElements.define('duplicate-groups', DuplicateGroups);
