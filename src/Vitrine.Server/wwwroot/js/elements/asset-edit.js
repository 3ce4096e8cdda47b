// The form of what a person says about one asset. It is filled when it opens, except for what is typed before the answer is there;
// it sends what was changed, and says beside each value what is wrong with it. Rows by language grow as languages are added.
import { ApiError, ask, call } from '../api.js';
import { open } from '../dialogs.js';
import { changed } from '../live.js';
import { say } from '../say.js';
import { toast } from '../toast.js';

/** @typedef {{about: string, name: string, value?: string, language?: string, state: string}} Claim */

class AssetEdit extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
  #id = '';
  #tag = '';
  /** @type {Record<string, string>} what was there when it opened, by the name of its control */
  #was = {};
  /** @type {Promise<void>} until the answer to fill it with is there */
  #filling = Promise.resolve();
  #filled = 0;
  /** The filling whose form is being sent; 0 = none. */
  #sends = 0;
  /** @type {Set<EventTarget | null>} controls that somebody typed in since it opened */
  #typed = new Set();

  connectedCallback() {
    this.dialog.addEventListener('opening', () => {
      this.#typed.clear();
      for (const box of this.querySelectorAll('.edit-languages')) box.replaceChildren();
      if (!this.dialog.open) this.form.reset();
      // Opened before this was there, the form was empty: whatever it says was typed.
      for (const control of this.form.elements) if ('value' in control && control.value) this.#typed.add(control);
      this.#filling = this.#fill();
    });
    this.form.addEventListener('input', event => this.#typed.add(event.target));
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#save(); });
    this.form.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-add-language]')) : null;
      if (button) this.#language(button.dataset.addLanguage ?? '', '', '').focus();
    });
    this.form.addEventListener('keydown', event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#save(); });
    document.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-edit]')) : null;
      if (!button) return;
      open(this.dialog);
      const control = this.form.elements.namedItem(button.dataset.edit ?? '');
      if (control instanceof HTMLElement) control.focus();
    });
    this.setAttribute('ready', '');
  }

  /** @param {HTMLElement} row */
  #control(row) { return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(row.dataset.of ?? '')); }

  #rows() { return /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.edit-row')]); }

  async #fill() {
    this.#id = /** @type {HTMLElement | null} */ (document.querySelector('[data-asset]'))?.dataset.asset ?? '';
    this.#tag = '';
    this.#trouble([]);
    const turn = ++this.#filled, answer = await ask('GET', `/api/assets/${this.#id}`).catch(() => null);
    if (turn !== this.#filled) return;
    if (!answer) { this.#say(say('offline')); return; }
    this.#tag = answer.headers.get('ETag') ?? '';
    const claims = /** @type {Claim[]} */ (answer.data.claims).filter(claim => claim.state === 'accepted' || claim.state === 'suggested');
    const added = new Set(this.querySelectorAll('.edit-language')), controls = this.#rows().map(row => this.#control(row)), now = controls.map(control => control.value);
    for (const row of this.#rows()) {
      const of = row.dataset.of ?? '', mine = claims.filter(claim => claim.about === row.dataset.attribute);
      this.#control(row).value = of === 'people' ? mine.map(claim => claim.name).join('; ') : mine.find(claim => !claim.language)?.value ?? '';
      for (const claim of mine) if (claim.language) this.#language(of, claim.language, claim.value ?? '', added);
    }
    // Read back, because controls have their own idea of line breaks; then what was typed meanwhile comes back.
    this.#was = this.#values(added);
    controls.forEach((control, at) => { if (this.#typed.has(control)) control.value = now[at]; });
  }

  /** A row of one language. @param {string} of @param {string} language @param {string} value @param {Set<Element>} [added] rows that stay behind it @returns {HTMLInputElement} its first control that wants words */
  #language(of, language, value, added) {
    const box = /** @type {HTMLElement} */ (this.querySelector(`[data-languages-of="${of}"]`)), row = document.createElement('div');
    row.className = 'edit-language';
    const tag = document.createElement('input'), text = document.createElement(this.form.elements.namedItem(of) instanceof HTMLTextAreaElement ? 'textarea' : 'input');
    tag.className = text.className = 'input';
    tag.size = 5;
    tag.value = language;
    tag.ariaLabel = say('edit.language');
    tag.dataset.tag = '';
    tag.placeholder = this.dataset.languages?.split(' ').find(one => !this.querySelector(`[data-languages-of="${of}"] [data-tag][value="${one}"]`)) ?? '';
    text.value = value;
    text.dir = 'auto';
    text.dataset.text = '';
    text.ariaLabel = say('edit.language.text', language || '…');
    row.append(tag, text);
    box.insertBefore(row, [...box.children].find(one => added?.has(one)) ?? null);
    return /** @type {HTMLInputElement} */ (language ? text : tag);
  }

  /** What the form says now, a text by language under "title.de". @param {Set<Element>} [without] rows of languages that do not count */
  #values(without) {
    /** @type {Record<string, string>} */
    const all = {};
    for (const row of this.#rows()) {
      const of = row.dataset.of ?? '';
      all[of] = this.#control(row).value.trim();
      for (const one of row.querySelectorAll('.edit-language')) {
        if (without?.has(one)) continue;
        const tag = /** @type {HTMLInputElement} */ (one.querySelector('[data-tag]')).value.trim();
        if (tag) all[`${of}.${tag}`] = /** @type {HTMLInputElement} */ (one.querySelector('[data-text]')).value.trim();
      }
    }
    return all;
  }

  /** The changes alone, as the API wants them; null where there are none. */
  #patch() {
    const now = this.#values();
    /** @type {Record<string, any>} */
    const patch = {};
    for (const [name, value] of Object.entries({ ...Object.fromEntries(Object.keys(this.#was).map(key => [key, ''])), ...now })) {
      if (value === (this.#was[name] ?? '')) continue;
      const [of, language] = name.split('.', 2);
      const row = /** @type {HTMLElement} */ (this.querySelector(`.edit-row[data-of="${of}"]`)), said = value === '' ? null : value;
      if (of === 'people') patch.people = this.#people(now.people, this.#was.people);
      else if (row.querySelector('[data-languages-of]')) (patch[of] ??= {})[language ?? ''] = said;
      else patch[of] = said;
    }
    return Object.keys(patch).length ? patch : null;
  }

  /** @param {string} now @param {string} was */
  #people(now, was) {
    const names = (/** @type {string} */ text) => text.split(';').map(name => name.trim()).filter(name => name);
    return { add: names(now).filter(name => !names(was).includes(name)), remove: names(was).filter(name => !names(now).includes(name)) };
  }

  /** One sending at a time, which waits for the form to be filled. */
  async #save() {
    if (this.#sends === this.#filled) return;
    this.#sends = this.#filled;
    try {
      await this.#send(this.#filled);
    } finally {
      this.#sends = 0;
    }
  }

  /** @param {number} turn the filling that it is about: closing the form takes it back */
  async #send(turn) {
    await this.#filling;
    if (turn !== this.#filled || !this.dialog.open) return;
    if (!this.#tag) { this.#filling = this.#fill(); await this.#filling; }
    if (!this.#tag || !this.dialog.open) return;
    const patch = this.#patch();
    this.#trouble([]);
    if (!patch) { this.dialog.close(); return; }
    try {
      await call('PATCH', `/api/assets/${this.#id}`, patch, { headers: this.#tag ? { 'If-Match': this.#tag } : {} });
    } catch (error) {
      if (!(error instanceof ApiError)) return this.#say(say('offline'));
      if (error.status !== 412) return error.data?.errors ? this.#trouble(error.data.errors) : this.#say(error.message);
      // Somebody said something else meanwhile: what was typed stays, and the next save is about what is there now.
      this.#tag = (await ask('GET', `/api/assets/${this.#id}`).catch(() => null))?.headers.get('ETag') ?? '';
      return this.#say(say('edit.changed'));
    }
    this.dialog.close();
    toast(say('edit.saved'));
    await /** @type {any} */ (document.querySelector('#panel'))?.refresh?.();
    changed();
  }

  /** @param {{field: string, message: string, valid?: string}[]} errors */
  #trouble(errors) {
    this.#say('');
    for (const row of this.#rows()) {
      const of = row.dataset.of ?? '', note = /** @type {HTMLElement} */ (row.querySelector('[data-trouble-of]'));
      const mine = errors.filter(error => error.field.split('.')[0] === of);
      note.textContent = mine.map(error => error.valid ? `${error.message} ${say('edit.valid', error.valid)}` : error.message).join(' ');
      note.hidden = mine.length === 0;
      const control = /** @type {HTMLElement} */ (this.form.elements.namedItem(of));
      control.toggleAttribute('aria-invalid', mine.length > 0);
      control.setAttribute('aria-describedby', mine.length ? note.id : '');
    }
    const first = this.#rows().find(row => row.querySelector('[aria-invalid]'));
    /** @type {HTMLElement | null | undefined} */ (first?.querySelector('[aria-invalid]'))?.focus();
  }

  /** @param {string} text */
  #say(text) {
    const note = /** @type {HTMLElement} */ (this.querySelector('[data-trouble]'));
    note.textContent = text;
    note.hidden = text === '';
  }
}
customElements.define('asset-edit', AssetEdit);

/** Says one thing about the asset of the page, and can take it back. @param {object} patch @param {object} back @param {string} said */
async function patch(patch, back, said) {
  const id = /** @type {HTMLElement | null} */ (document.querySelector('[data-asset]'))?.dataset.asset;
  if (!id) return;
  try {
    await call('PATCH', `/api/assets/${id}`, patch);
    await /** @type {any} */ (document.querySelector('#panel'))?.refresh?.();
    changed();
    toast(said, { undo: async () => { await call('PATCH', `/api/assets/${id}`, back); await /** @type {any} */ (document.querySelector('#panel'))?.refresh?.(); changed(); } });
  } catch (error) {
    toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
  }
}

document.addEventListener('click', async event => {
  const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-patch]')) : null;
  if (!button || event.detail > 1) return;
  /** @type {HTMLElement | null} */ (button.closest('[popover]'))?.hidePopover();
  await patch(JSON.parse(button.dataset.patch ?? '{}'), JSON.parse(button.dataset.back ?? '{}'), button.dataset.said ?? say('edit.saved'));
});
