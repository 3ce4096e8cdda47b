// Files on their way in: dropped anywhere on the page or chosen; three at a time, each with its progress and its outcome.
import { ApiError } from '../api.js';
import { open } from '../dialogs.js';
import { changed } from '../live.js';
import { count, left, say, size } from '../say.js';
import { arrivals, Pace } from '../upload/arrivals.js';
import { addTo, idsOf } from '../upload/collections.js';
import { halves } from '../upload/halves.js';
import { assetsWith, hashOf, outcome, recall, remember } from '../upload/known.js';
import { Row } from '../upload/row.js';
import { Offline, send, Stopped } from '../upload/send.js';

/**
 * @typedef {object} Queued
 * @property {File} file
 * @property {string} folder where it lay in a dropped folder
 * @property {string} into the folder of the library that it goes to, set when it begins
 * @property {string} tags joined by commas, set when it begins
 * @property {string[]} collections names of those that it joins, set when it begins @property {string[]} joins their ids
 * @property {string} [fields] values of fields as JSON, set before it is sent
 * @property {{into: string, tags: string, collection: string}} [own] what was said for this file alone
 * @property {'wait'|'look'|'ask'|'run'|'paused'|'done'|'here'|'empty'|'failed'} state
 * @property {number} sent @property {number} [from] where this try began
 * @property {string} note @property {string} [id] the asset
 * @property {{id: string, name: string, folder: string}} [twin] an asset with the same bytes
 * @property {string} [hash] @property {boolean} [sure] send it whatever is there @property {boolean} [offline]
 * @property {Promise<void>} [attempt] @property {(forGood: boolean) => Promise<void>} [stop]
 */

const together = 3, listed = 200, order = { failed: 0, ask: 1, empty: 2, run: 3, look: 3, paused: 4, wait: 5, done: 6, here: 7 };

class UploadQueue extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  veil = /** @type {HTMLElement} */ (this.querySelector('[data-veil]'));
  list = /** @type {HTMLElement} */ (this.querySelector('[data-list]'));
  /** @type {Queued[]} */
  #queue = [];
  /** @type {WeakMap<Queued, Row>} */
  #rows = new WeakMap();
  #running = 0;
  #paused = false;
  /** @type {'use'|'anyway'|undefined} the answer that holds for all */
  #answer;
  #looking = Promise.resolve();
  /** @type {import('../upload/fields.js').UploadFields | undefined} fetched when the sheet opens */
  #fields;
  #pace = new Pace();

  connectedCallback() {
    arrivals(this.veil, found => this.add(found));
    addEventListener('beforeunload', event => { if (this.#running) event.preventDefault(); });
    addEventListener('online', () => this.#again(one => one.offline === true));
    halves(this.dialog, () => this.#queue.length > 0);
    this.dialog.addEventListener('opening', async () => {
      const { UploadFields } = await import('../upload/fields.js');
      this.#fields ??= new UploadFields(this.#part('values'), /** @type {HTMLInputElement} */ (this.querySelector('[name=into]')));
      this.#fields.several(this.#queue.length > 1);
      await this.#fields.open();
    });
    this.#on('pause', () => { this.#paused = !this.#paused; if (this.#paused) this.#pauseAll(); else this.#again(one => one.state === 'paused'); });
    this.#on('retry', () => this.#again(one => one.state === 'failed'));
    this.setAttribute('ready', '');
  }

  /** @param {import('../files.js').Found[]} found */
  add(found) {
    if (!found.length) return;
    if (!this.#queue.some(one => order[one.state] < order.done)) { this.#queue = []; this.#answer = undefined; }
    this.#queue.push(...found.map(one => ({ ...one, into: '', tags: '', collections: [], joins: [], state: /** @type {const} */ ('wait'), sent: 0, note: say('upload.waiting') })));
    open(this.dialog);
    this.#fields?.several(this.#queue.length > 1);
    this.#go();
  }

  /** @param {string} name @param {() => void} act */
  #on(name, act) { this.#part(name).addEventListener('click', act); }
  /** @param {string} name */
  #part(name) { return /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`)); }
  /** @param {string} name */
  #field(name) { return /** @type {HTMLInputElement} */ (this.querySelector(`[name=${name}]`)).value.trim(); }

  #go() {
    while (!this.#paused && this.#running < together) {
      // XMP files last: each then finds the file that it belongs to.
      const waiting = this.#queue.filter(each => each.state === 'wait'), one = waiting.find(each => !/\.xmp$/i.test(each.file.name)) ?? waiting[0];
      if (!one) break;
      this.#running += 1;
      one.state = 'look';
      one.note = say('upload.looking');
      one.offline = false;
      one.into = one.own?.into || this.#field('into');
      one.tags = [this.#field('tags'), one.own?.tags].filter(Boolean).join(', ');
      one.collections = [this.#field('collection'), one.own?.collection ?? ''];
      one.attempt = this.#bring(one).then(() => { this.#running -= 1; this.#ended(); });
    }
    this.#draw();
  }

  /** A file has come in, or stopped on its way. */
  #ended() {
    this.#go();
    changed();
    // An empty library shows a welcome in place of the grid.
    if (!this.#running && document.querySelector('.welcome') && this.#queue.some(each => each.id)) location.reload();
  }

  /** @param {Queued} one */
  async #bring(one) {
    let stopped = false;
    one.stop = async () => { stopped = true; };
    try {
      if (!one.sure && await this.#isHere(one)) return;
      if (stopped) return;
      if (this.#paused) { this.#hold(one); return; }
      one.fields = await this.#fields?.take();
      one.joins = await idsOf(one.collections);
      if (stopped) return;
      one.state = 'run';
      one.from = undefined;
      one.note = size(one.file.size);
      const asset = await send(one, sent => this.#sent(one, sent));
      one.id = asset.id;
      one.state = one.file.size ? 'done' : 'empty';
      one.note = one.file.size ? await outcome(asset) : say('upload.empty');
      one.sent = one.file.size;
      remember(one);
      if (one.fields) this.#fields?.spent();
    } catch (error) {
      if (error instanceof Stopped) return;
      if (error instanceof ApiError && error.data?.errors) this.#fields?.told(error.data.errors);
      one.offline = error instanceof Offline || error instanceof TypeError;
      one.note = error instanceof Error && !(error instanceof TypeError) ? error.message : say('offline');
      one.state = 'failed';
    }
  }

  /** Whether a file needs no sending, or an answer first. @param {Queued} one */
  async #isHere(one) {
    const known = one.folder ? await recall(one) : null;
    if (known) { this.#here(one, known, say('upload.was-here')); return true; }
    // One after the other: of two files with the same bytes the second finds the first.
    const twins = await (this.#looking = this.#looking.then(() => this.#twins(one), () => this.#twins(one)));
    if (!twins.length || one.state !== 'look') return false;
    const path = `/${[one.into, one.folder].filter(Boolean).join('/').replace(/^\/+|\/+$/g, '')}`;
    const same = one.folder ? twins.find(twin => twin.folder === path && twin.name === one.file.name) : undefined;
    if (same) { this.#here(one, same.id, say('upload.was-here')); return true; }
    one.twin = twins[0];
    if (this.#answer === 'anyway') return false;
    if (this.#answer === 'use') { await this.#use(one); return true; }
    one.state = 'ask';
    one.note = say('upload.exists');
    return true;
  }

  /** @param {Queued} one @returns {Promise<any>} */
  async #twins(one) {
    one.hash = await hashOf(one.file).catch(() => null) ?? undefined;
    if (!one.hash) return [];
    await this.#queue.find(other => other !== one && other.hash === one.hash && other.state === 'run')?.attempt;
    return assetsWith(one.hash).catch(() => []);
  }

  /** @param {Queued} one @param {string} id @param {string} note */
  #here(one, id, note) {
    one.id = id;
    one.note = note;
    one.sent = one.file.size;
    one.state = 'here';
  }

  /** The asset that is there stands for this file, and gets its tags and collections. @param {Queued} one */
  async #use(one) {
    if (one.twin) await addTo(one.twin.id, one.tags, one.collections);
    this.#here(one, one.twin?.id ?? '', say('upload.used'));
  }

  /** @param {Queued} one @param {number} sent */
  #sent(one, sent) {
    const now = Math.min(one.file.size, sent);
    if (one.from !== undefined) this.#pace.add(now - one.sent);
    one.from ??= now;
    one.sent = now;
    if (one.state === 'run') one.note = `${size(one.sent)} / ${size(one.file.size)}`;
    this.#draw();
  }

  /** @param {Queued} one @param {import('../upload/row.js').Act} act @param {boolean} all */
  async #act(one, act, all) {
    if (act === 'pause') this.#hold(one);
    else if (act === 'go') { this.#paused = false; this.#again(each => each === one); }
    else if (act === 'cancel') { this.#queue = this.#queue.filter(each => each !== one); this.#rows.get(one)?.element.remove(); await one.stop?.(true); }
    else if (act === 'use' || act === 'anyway') {
      if (all) this.#answer = act;
      for (const each of all ? this.#queue.filter(other => other.state === 'ask') : [one]) {
        if (act === 'anyway') { each.sure = true; each.state = 'wait'; each.note = say('upload.waiting'); }
        else await this.#use(each).catch(error => { each.state = 'failed'; each.note = error.message; });
      }
      this.#ended();
    }
    this.#draw();
  }

  /** @param {Queued} one */
  #hold(one) {
    one.state = 'paused';
    one.note = say('upload.paused');
    one.stop?.(false);
  }

  #pauseAll() {
    for (const one of this.#queue.filter(each => each.state === 'run')) this.#hold(one);
    this.#draw();
  }

  /** Lets some go on that stopped. @param {(one: Queued) => boolean} which */
  #again(which) {
    for (const one of this.#queue.filter(each => (each.state === 'failed' || each.state === 'paused') && which(each))) { one.state = 'wait'; one.note = say('upload.waiting'); }
    this.#go();
  }

  #drawn = 0;
  #draw() { this.#drawn ||= requestAnimationFrame(() => { this.#drawn = 0; this.#paint(); }); }

  #paint() {
    const all = this.#queue, total = all.reduce((sum, one) => sum + one.file.size, 0), sent = all.reduce((sum, one) => sum + one.sent, 0);
    const of = (/** @type {string[]} */ ...states) => all.filter(one => states.includes(one.state)).length;
    const failed = of('failed'), asks = of('ask'), here = of('done', 'here', 'empty');
    const rate = this.#pace.rate();
    this.#part('progress').hidden = !all.length;
    /** @type {HTMLProgressElement} */ (this.#part('progress').firstElementChild).value = total ? sent / total : 1;
    this.#part('title').textContent = !all.length ? say('upload.title') : this.#running ? count('upload.going', all.length) : count('upload.ended', here);
    this.#part('left').textContent = this.#running && total ? `${size(sent)} / ${size(total)}${rate > 0 ? ` · ${left((total - sent) / rate)}` : ''}` : '';
    this.#part('says').textContent = failed ? count('upload.failed', failed) : asks ? count('upload.asks', asks) : all.length ? say('upload.here', here, all.length) : '';
    this.#part('retry').hidden = !failed;
    this.#part('pause').hidden = !this.#paused && !of('run', 'look', 'wait');
    this.#part('pause').textContent = say(this.#paused ? 'upload.go-all' : 'upload.pause-all');
    if (all.length) this.#part('halves').hidden = true;
    const focused = document.activeElement, shown = [...all].sort((a, b) => order[a.state] - order[b.state]).slice(0, listed);
    shown.forEach((one, i) => {
      const row = this.#rows.get(one) ?? new Row(one, (act, every) => this.#act(one, act, every));
      this.#rows.set(one, row).get(one)?.update();
      if (this.list.children[i] !== row.element) this.list.insertBefore(row.element, this.list.children[i] ?? null);
    });
    while (this.list.children.length > shown.length) this.list.lastElementChild?.remove();
    // What is moved loses the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.list.contains(focused) && !focused.hidden) focused.focus({ preventScroll: true });
  }
}
customElements.define('upload-queue', UploadQueue);
