// One file of the queue: its name, how far it is, and what can be done with it. Drawn once and then changed in place, so that the focus stays.
import { icon } from '../dom.js';
import { say } from '../say.js';

/** @typedef {import('../elements/upload-queue.js').Queued} Queued */
/** @typedef {'pause'|'go'|'cancel'|'use'|'anyway'|'own'} Act */

const icons = /** @type {const} */ ([['own', 'tag', 'upload.own'], ['pause', 'pause', 'upload.pause'], ['go', 'play', 'upload.go'], ['cancel', 'x', 'upload.cancel']]);
/** @type {Record<string, string[]>} what can be done in which state */
const offers = { wait: ['own', 'cancel'], look: ['cancel'], run: ['pause', 'cancel'], paused: ['own', 'go', 'cancel'], failed: ['own', 'go', 'cancel'], ask: ['own', 'cancel'] };

let made = 0;

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} [name] @param {...(Node|string)} inside @returns {HTMLElementTagNameMap[T]} */
function make(tag, name, ...inside) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...inside);
  return element;
}

/** @param {string} name @param {Node[]|string[]} inside @param {() => void} act */
function button(name, inside, act) {
  const element = make('button', name, ...inside);
  element.type = 'button';
  element.addEventListener('click', act);
  return element;
}

export class Row {
  element = make('li', 'queued');
  #thumb = make('span', 'thumb');
  #name = make('a', 'truncate');
  #note = make('span', 'quiet small queued-note');
  #bar = make('progress', 'bar');
  #ask = make('div', 'ask small');
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  #form = make('form', 'queued-own');
  #shown = '';

  /** @param {Queued} one @param {(act: Act, all: boolean) => void} act */
  constructor(one, act) {
    this.one = one;
    this.act = act;
    const line = make('div', 'row', this.#name, this.#note);
    for (const [what, sign, key] of icons) {
      const made = button('icon-button', [icon(sign, true)], () => { if (what === 'own') this.#open(this.#form.hidden); else act(what, false); });
      made.ariaLabel = made.title = say(key, one.file.name);
      this.#buttons.set(what, made);
      line.append(made);
    }
    this.#name.textContent = one.folder ? `${one.folder}/${one.file.name}` : one.file.name;
    this.#bar.ariaLabel = one.file.name;
    this.#bar.max = one.file.size || 1;
    this.#ask.hidden = this.#form.hidden = true;
    this.element.append(this.#thumb, make('div', 'grow', line, this.#bar, this.#ask, this.#form));
  }

  /** Shows what the file is at now. */
  update() {
    const { one } = this;
    this.#note.textContent = one.note;
    this.#bar.value = one.sent;
    if (this.#shown === one.state) return;
    const focused = this.element.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    this.#shown = this.element.dataset.state = one.state;
    const sign = one.state === 'failed' || one.state === 'empty' || one.state === 'ask' ? 'warn' : one.id ? 'check' : one.file.type.startsWith('video') ? 'video' : one.file.type.startsWith('image') ? 'photo' : 'document';
    this.#thumb.replaceChildren(icon(sign));
    if (one.id) this.#name.href = `/assets/${one.id}`;
    this.#bar.hidden = one.state !== 'run' && one.state !== 'paused';
    for (const [what, made] of this.#buttons) made.hidden = !offers[one.state]?.includes(what);
    const again = this.#buttons.get('go');
    if (again) again.ariaLabel = again.title = say(one.state === 'failed' ? 'upload.again' : 'upload.go', one.file.name);
    if (!offers[one.state]?.includes('own')) this.#open(false);
    this.#drawAsk();
    if (focused && (focused.hidden || !focused.isConnected)) [...this.element.querySelectorAll('button')].find(made => !made.hidden && !made.closest('[hidden]'))?.focus({ preventScroll: true });
  }

  /** What the file that is there already is called, and what is to become of this one. */
  #drawAsk() {
    const twin = this.one.state === 'ask' ? this.one.twin : undefined;
    this.#ask.hidden = !twin;
    this.#ask.replaceChildren();
    if (!twin) return;
    const link = make('a', 'truncate', `${twin.folder === '/' ? '' : twin.folder}/${twin.name}`), all = make('input', 'check');
    link.href = `/assets/${twin.id}`;
    all.type = 'checkbox';
    this.#ask.append(
      make('span', 'grow', link),
      button('button button-s', [say('upload.use')], () => this.act('use', all.checked)),
      button('button button-s', [say('upload.anyway')], () => this.act('anyway', all.checked)),
      make('label', 'row', all, say('upload.for-all')));
  }

  /** Opens or closes the fields for this file alone. @param {boolean} open */
  #open(open) {
    this.#buttons.get('own')?.setAttribute('aria-expanded', String(open));
    if (this.#form.hidden === !open) return;
    this.#form.hidden = !open;
    if (!open) { this.#form.replaceChildren(); return; }
    const { one } = this;
    const [folder, tags, collection] = [['upload.own-folder', one.own?.into ?? ''], ['upload.own-tags', one.own?.tags ?? ''], ['upload.own-collection', one.own?.collection ?? '']].map(([key, value]) => {
      const input = make('input', 'input input-s'), label = make('label', 'small', say(key));
      input.id = `queued-${made += 1}`;
      label.htmlFor = input.id;
      input.value = value;
      this.#form.append(label, input);
      return input;
    });
    folder.setAttribute('list', 'upload-folders');
    collection.setAttribute('list', 'upload-collections');
    const apply = make('button', 'button button-s', say('upload.apply'));
    this.#form.append(apply);
    this.#form.onsubmit = event => {
      event.preventDefault();
      one.own = { into: folder.value.trim(), tags: tags.value.trim(), collection: collection.value.trim() };
      this.#open(false);
      this.#buttons.get('own')?.focus();
    };
    folder.focus();
  }
}
