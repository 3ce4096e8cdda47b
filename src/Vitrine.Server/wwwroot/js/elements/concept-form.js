// The page of a concept: its parts saved at once, merging with a look before, deleting.
import { ApiError, call, get, post } from '../api.js';
import { run } from '../jobs.js';
import { live } from '../live.js';
import { count, say } from '../say.js';
import { toast } from '../toast.js';
import './concept-pick.js';

const lines = (/** @type {string} */ text, /** @type {RegExp} */ by = /\n/) => text.split(by).map(line => line.trim()).filter(line => line);

class ConceptForm extends HTMLElement {
  form = /** @type {HTMLFormElement} */ (this.querySelector('form[data-parts]'));
  merge = /** @type {HTMLButtonElement} */ (this.querySelector('[data-merge]'));
  /** @type {{id: string, label: string} | null} */
  #into = null;

  connectedCallback() {
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#save(); });
    this.addEventListener('pick', event => {
      if (!(event instanceof CustomEvent) || !(event.target instanceof HTMLElement)) return;
      if (event.target.dataset.for === 'merge') this.#look(event.detail);
      else this.#choose(event.detail);
    });
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (button?.dataset.drop !== undefined) button.closest('li')?.remove();
      else if (button?.dataset.addLanguage !== undefined) this.#language();
      else if (button?.dataset.delete !== undefined) this.#delete();
      else if (button === this.merge) this.#merge();
    });
    this.setAttribute('ready', '');
  }

  get #url() { return `/api/concepts/${this.dataset.concept}`; }

  /** @param {string} text */
  #trouble(text) { /** @type {HTMLElement} */ (this.form.querySelector('[data-trouble]')).textContent = text; }

  /** @param {{id: string, label: string}} concept */
  #choose({ id, label }) {
    const list = /** @type {HTMLElement} */ (this.querySelector('[data-chosen="broader"]'));
    if (id === this.dataset.concept || list.querySelector(`[data-id="${id}"]`)) return;
    const chip = document.createElement('li'), drop = document.createElement('button'), name = document.createElement('a');
    chip.className = 'chip';
    chip.dataset.id = id;
    Object.assign(name, { className: 'link', href: `/vocabulary/${id}`, textContent: label });
    Object.assign(drop, { className: 'chip-x', type: 'button', textContent: '×' });
    drop.dataset.drop = '';
    drop.setAttribute('aria-label', say('concept.drop', label));
    chip.append(name, drop);
    list.append(chip);
  }

  #language() {
    const box = /** @type {HTMLInputElement} */ (this.form.elements.namedItem('language')), tag = box.value.trim();
    const words = /** @type {HTMLElement} */ (this.querySelector('.concept-words'));
    if (!/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(tag)) { this.#trouble(say('concept.language')); box.focus(); return; }
    this.#trouble('');
    let fields = /** @type {HTMLElement | null} */ ([...words.children].find(one => one instanceof HTMLElement && one.dataset.language?.toLowerCase() === tag.toLowerCase()) ?? null);
    if (!fields) {
      const template = /** @type {HTMLTemplateElement} */ (this.querySelector('template[data-words]'));
      fields = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).querySelector('fieldset'));
      fields.dataset.language = tag;
      /** @type {HTMLElement} */ (fields.querySelector('[data-tag]')).textContent = tag;
      words.append(fields);
    }
    box.value = '';
    fields.querySelector('input')?.focus();
  }

  #parts() {
    /** @type {Record<string, string | null>} */ const labels = {}, /** @type {Record<string, string | null>} */ descriptions = {};
    /** @type {Record<string, string[]>} */ const synonyms = {}, /** @type {Record<string, string[]>} */ externalIds = {};
    for (const fields of this.querySelectorAll('fieldset[data-language]')) {
      const tag = /** @type {HTMLElement} */ (fields).dataset.language ?? '';
      labels[tag] = /** @type {HTMLInputElement} */ (fields.querySelector('[name="label"]')).value.trim() || null;
      synonyms[tag] = lines(/** @type {HTMLTextAreaElement} */ (fields.querySelector('[name="synonyms"]')).value);
      descriptions[tag] = /** @type {HTMLTextAreaElement} */ (fields.querySelector('[name="description"]')).value.trim() || null;
    }
    for (const box of this.querySelectorAll('[data-scheme]')) if (box instanceof HTMLInputElement) externalIds[box.dataset.scheme ?? ''] = lines(box.value, /[\s,;]+/);
    const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
    return {
      labels, synonyms, descriptions, externalIds,
      broader: [...this.querySelectorAll('[data-chosen="broader"] [data-id]')].map(chip => /** @type {HTMLElement} */ (chip).dataset.id),
      colour: field('colour').value.trim(),
      minConfidence: field('minConfidence').value === '' ? null : Number(field('minConfidence').value),
      neverByAi: field('neverByAi').checked, alwaysReview: field('alwaysReview').checked, exported: field('exported').checked,
    };
  }

  async #save() {
    try {
      await call('PATCH', this.#url, this.#parts(), { headers: { 'If-Match': `"${this.dataset.revision}"` } });
      location.reload();
    } catch (error) {
      this.#trouble(!(error instanceof ApiError) ? say('offline') : error.status === 412 ? say('concept.stale') : error.message);
    }
  }

  /** @param {{id: string, label: string}} into */
  async #look(into) {
    const shown = /** @type {HTMLElement} */ (this.querySelector('[data-merge-preview]'));
    this.merge.disabled = true;
    try {
      const would = await post(`${this.#url}/merge`, { into: into.id, dryRun: true });
      this.#into = into;
      shown.textContent = count('concept.merge', would.total, this.dataset.label ?? '', into.label) + (would.changed ? ` ${count('concept.merge.both', would.changed)}` : '');
      this.merge.disabled = false;
      this.merge.focus();
    } catch (error) { shown.textContent = error instanceof ApiError ? error.message : say('offline'); }
  }

  async #merge() {
    const into = this.#into;
    if (!into) return;
    this.merge.disabled = true;
    const job = await run(`${this.#url}/merge`, { into: into.id }, () => say('concept.merged', this.dataset.label ?? '', into.label));
    if (!job) { this.merge.disabled = false; return; }
    // The way back stands in the toast, so nobody is taken away from it; what is merged can't be edited until it is back.
    this.#still(true);
    const link = Object.assign(document.createElement('a'), { className: 'link', href: `/vocabulary/${into.id}`, textContent: into.label });
    /** @type {HTMLElement} */ (this.querySelector('[data-merge-preview]')).replaceChildren(link);
    live.addEventListener('change', async () => {
      const now = await get(this.#url).catch(() => null);
      if (now?.id === this.dataset.concept) this.#still(false);
    });
  }

  /** @param {boolean} still whether nothing can be changed here */
  #still(still) { for (const box of this.querySelectorAll('input, textarea, button')) /** @type {HTMLInputElement} */ (box).disabled = still; }

  async #delete() {
    try {
      await call('DELETE', this.#url);
      const { concept, label } = this.dataset;
      toast(say('concept.deleted', label ?? ''), { undo: async () => { await post(`/api/concepts/${concept}/restore`); location.reload(); } });
      this.#still(true);
    } catch (error) { this.#trouble(error instanceof ApiError ? error.message : say('offline')); }
  }
}
customElements.define('concept-form', ConceptForm);
