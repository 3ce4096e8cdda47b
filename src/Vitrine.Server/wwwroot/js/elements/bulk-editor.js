// Values of the open asset or of the selection: what they have in common, one change, tried while it is typed, then done as one job that can be taken back.
import { ApiError, post } from '../api.js';
import { open } from '../dialogs.js';
import { run } from '../jobs.js';
import { draw, sum } from '../preview.js';
import { count, number, say } from '../say.js';
import { aim, sizeOf } from '../target.js';

/** Milliseconds after the last key. */
const rest = 350;

class BulkEditor extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
  says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
  button = /** @type {HTMLButtonElement} */ (this.querySelector('[type="submit"]'));
  /** @type {import('../target.js').Target} */
  #target = {};
  #asked = 0;
  #common = 0;
  #timer = 0;

  connectedCallback() {
    this.dialog.addEventListener('opening', event => { if (!this.#aim()) event.preventDefault(); });
    this.addEventListener('open', () => open(this.dialog));
    this.form.addEventListener('input', () => { this.#fit(); this.#later(); });
    this.form.addEventListener('change', event => {
      if (event.target instanceof HTMLSelectElement || (event.target instanceof HTMLInputElement && event.target.name === 'language')) this.#look();
    });
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#do(); });
    this.setAttribute('ready', '');
  }

  /** @param {string} name */
  #value(name) {
    const field = /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
    return field.type === 'checkbox' ? field.checked : field.value;
  }

  #aim() {
    const target = aim();
    if (!target) return false;
    this.#target = target;
    /** @type {HTMLElement} */ (this.querySelector('[data-title]')).textContent = count('bulk.title', sizeOf(target));
    /** @type {HTMLAnchorElement} */ (this.querySelector('[data-table]')).href = `/table${target.query ? `?query=${encodeURIComponent(target.query)}` : ''}`;
    this.#fit();
    this.#look();
    this.#later();
    return true;
  }

  /** Shows the fields of the chosen act. */
  #fit() {
    const act = String(this.#value('act'));
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.form.querySelectorAll('[data-for]'))) part.hidden = !part.dataset.for?.split(' ').includes(act);
    const chosen = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem('attribute')).selectedOptions[0];
    const language = /** @type {HTMLElement} */ (this.form.querySelector('[data-language]'));
    language.hidden ||= chosen?.dataset.byLanguage === undefined;
    // Sets get members and lose them; they have no one value.
    for (const option of /** @type {HTMLSelectElement} */ (this.form.elements.namedItem('attribute')).options) option.hidden = option.disabled = act === 'set' && option.dataset.set !== undefined;
  }

  #attribute() {
    const act = this.#value('act');
    if (act === 'add' || act === 'remove') return String(this.#value('words'));
    if (act === 'shift' || act === 'zone') return 'takenAt';
    const language = /** @type {HTMLElement} */ (this.form.querySelector('[data-language]')).hidden ? '' : String(this.#value('language')).trim();
    return language ? `${this.#value('attribute')}@${language}` : String(this.#value('attribute'));
  }

  /** What is asked for; null while it is not complete. @returns {object | null} */
  #request() {
    const [name, language] = this.#attribute().split('@'), attribute = this.#attribute();
    const words = String(this.#value('list')).split(';').map(word => word.trim()).filter(Boolean);
    switch (this.#value('act')) {
      case 'set': {
        const value = this.#value('value'), field = /^fields\.(.+)$/.exec(name)?.[1];
        return value ? { set: field ? { fields: { [field]: value } } : { [name]: language ? { [language]: value } : value } } : null;
      }
      case 'clear': return { clear: [attribute] };
      case 'add': case 'remove': return words.length ? { [String(this.#value('act'))]: { [attribute]: words } } : null;
      case 'replace': return this.#value('find') ? { replace: { attribute, find: this.#value('find'), with: this.#value('with'), regex: this.#value('regex'), matchCase: this.#value('matchCase') } } : null;
      case 'copy': return { copy: { from: name, to: this.#value('to'), onlyEmpty: this.#value('onlyEmpty') } };
      case 'template': return this.#value('template') ? { template: { [attribute]: this.#value('template') } } : null;
      case 'shift': {
        if (this.#value('shiftTo')) return { shiftTime: { to: this.#value('shiftTo') } };
        const minutes = minutesOf(String(this.#value('shift')));
        return minutes ? { shiftTime: { minutes } } : null;
      }
      default: return this.#value('zone') ? { setZone: { zone: String(this.#value('zone')).trim(), keep: this.#value('keep') } } : null;
    }
  }

  #later() {
    clearTimeout(this.#timer);
    this.#asked++;
    this.button.disabled = true;
    this.#timer = setTimeout(() => this.#try(), rest);
  }

  async #try() {
    const request = this.#request(), asked = ++this.#asked;
    if (!request) { this.says.textContent = ''; draw(this.form, null); return; }
    try {
      const job = await post('/api/bulk', { ...this.#target, ...request, dryRun: true });
      if (asked !== this.#asked) return;
      draw(this.form, job.preview);
      this.says.textContent = sum(job.preview, job.total);
      this.button.disabled = job.preview.change === 0 && job.preview.examined >= job.total;
    } catch (error) {
      if (asked !== this.#asked) return;
      draw(this.form, null);
      this.says.textContent = error instanceof ApiError ? error.message : say('offline');
    }
  }

  /** What they have now. */
  async #look() {
    const place = /** @type {HTMLElement} */ (this.querySelector('[data-common]')), asked = ++this.#common;
    const answer = await post('/api/bulk/values', { ...this.#target, attribute: this.#attribute() }).catch(() => null);
    if (asked !== this.#common) return;
    const parts = (answer?.values ?? []).map((/** @type {any} */ one) => `${one.value} (${number(one.assets)})`);
    if (answer?.empty) parts.push(say('bulk.common.empty', answer.empty));
    place.textContent = parts.length ? say('bulk.common', parts.join(', ')) : '';
  }

  async #do() {
    const request = this.#request();
    if (!request || this.button.disabled) return;
    this.dialog.close();
    await run('/api/bulk', { ...this.#target, ...request }, n => count('bulk.done', n));
  }
}

/** Days, hours, minutes and seconds as minutes: `-1d 02:30`, `+00:05:30`, `90`. @param {string} text */
function minutesOf(text) {
  const match = /^\s*([+\-\u2212]?)\s*(?:(\d{1,5})d)?\s*(?:(\d{1,4}):(\d{2})(?::(\d{2}))?|(\d{1,8}))?\s*$/.exec(text);
  if (!match) return 0;
  const [, sign, days, hours, minutes, seconds, plain] = match;
  const sum = Number(days ?? 0) * 1440 + (plain ? Number(plain) : Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Number(seconds ?? 0) / 60);
  return sign === '-' || sign === '\u2212' ? -sum : sum;
}
customElements.define('bulk-editor', BulkEditor);
