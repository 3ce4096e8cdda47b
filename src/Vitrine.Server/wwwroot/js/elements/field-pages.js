// The page of fields: their order, by buttons and by dragging, and the dialog in which one is defined.
import { ApiError, call, get, post } from '../api.js';
import { open } from '../dialogs.js';
import { count, say } from '../say.js';
import { toast } from '../toast.js';
import { FolderList } from '../fields/folders.js';
import { lines, options, rulesOf, rulesText } from '../fields/words.js';

const texts = ['label', 'name', 'help', 'group', 'default', 'min', 'max', 'pattern'];

class FieldPages extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('#field'));
  form = /** @type {HTMLFormElement} */ (this.dialog.querySelector('form'));
  folders = new FolderList(/** @type {HTMLElement} */ (this.form.querySelector('[data-of=folders]')), problem => this.#wrong(problem ? [{ rule: 'folders', message: problem }] : []));
  /** @type {any} the field as it is; null for a new one */
  #field = null;
  /** What was looked at already and may be saved. */
  #seen = '';

  connectedCallback() {
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('button')) : null;
      const { newField, editField, deleteField, restoreField, move } = button?.dataset ?? {};
      if (newField !== undefined) this.#edit(null);
      else if (editField) this.#edit(editField);
      else if (deleteField) this.#act('DELETE', `/api/fields/${deleteField}`);
      else if (restoreField) this.#act('POST', `/api/fields/${restoreField}/restore`);
      else if (move && button) this.#move(button, Number(move));
    });
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#save(); });
    this.form.addEventListener('input', () => { this.#seen = ''; this.#dry(null); });
    this.#input('type').addEventListener('change', () => this.#fit());
    this.#drag();
    this.setAttribute('ready', '');
  }

  /** @param {string} name */
  #input(name) { return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name)); }

  /** @param {string | null} id */
  async #edit(id) {
    this.#field = id ? await get(`/api/fields/${id}`) : null;
    const field = this.#field ?? {};
    for (const name of texts) this.#input(name).value = words(field[name]);
    for (const name of ['minLength', 'maxLength']) this.#input(name).value = field[name] ?? '';
    for (const name of ['required', 'unique']) this.#input(name).checked = field[name] === true;
    this.#input('type').value = field.type ?? 'Text';
    this.#input('options').value = field.optionsTotal > 0 ? lines(await this.#all(field)) : '';
    this.#input('rules').value = rulesText(field.rules ?? []);
    for (const name of ['reads', 'writes']) this.#input(name).value = (field[name] ?? []).join('\n');
    this.#input('namespaces').value = Object.entries(field.namespaces ?? {}).map(([prefix, uri]) => `${prefix} ${uri}`).join('\n');
    await this.folders.show(field.folders ?? []);
    // Both are for ever.
    this.#input('name').disabled = this.#input('type').disabled = id !== null;
    /** @type {HTMLElement} */ (this.dialog.querySelector('[data-title]')).textContent = id ? field.label : say('field.new');
    this.#seen = '';
    this.#wrong([]);
    this.#dry(null);
    this.#fit();
    open(this.dialog);
  }

  /** @param {any} field */
  async #all(field) {
    if (field.optionsTotal <= field.options.length) return field.options;
    const found = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await get(`/api/fields/${field.id}/options?limit=1000${cursor && `&cursor=${cursor}`}`);
      found.push(...page.items);
      cursor = page.cursor ?? null;
    }
    return found;
  }

  /** Shows what the type has. */
  #fit() {
    const type = this.#input('type').value;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.form.querySelectorAll('[data-types]'))) row.hidden = row.dataset.types !== '' && !row.dataset.types?.split(' ').includes(type);
  }

  #body() {
    const type = this.#input('type').value, isNew = this.#field === null;
    const seen = (/** @type {string} */ name) => !(/** @type {HTMLElement} */ (this.form.querySelector(`[data-of=${name}]`)).hidden);
    /** @type {Record<string, any>} */
    const body = { label: this.#input('label').value, help: this.#input('help').value, group: this.#input('group').value, required: this.#input('required').checked };
    if (isNew) Object.assign(body, { name: this.#input('name').value || slug(this.#input('label').value), type, order: (this.querySelectorAll('[data-order]').length + 1) * 10 });
    if (seen('unique')) body.unique = this.#input('unique').checked;
    if (seen('options')) body.options = options(this.#input('options').value, type === 'Hierarchy');
    for (const name of ['min', 'max']) if (seen(name)) body[name] = this.#input(name).value.trim() || null;
    for (const name of ['minLength', 'maxLength']) if (seen(name)) body[name] = this.#input(name).value.trim() === '' ? null : Number(this.#input(name).value);
    if (seen('pattern')) body.pattern = this.#input('pattern').value || null;
    body.default = this.#input('default').value.trim() || null;
    body.rules = rulesOf(this.#input('rules').value);
    body.folders = this.folders.ids;
    const rows = (/** @type {string} */ name) => this.#input(name).value.split('\n').map(row => row.trim()).filter(row => row);
    for (const name of ['reads', 'writes']) body[name] = rows(name);
    body.namespaces = Object.fromEntries(rows('namespaces').map(row => { const [prefix, ...uri] = row.split(/\s+/); return [prefix, uri.join(' ')]; }));
    return body;
  }

  async #save() {
    // A folder that was typed and not added is meant too.
    if (!await this.folders.take()) return;
    const body = this.#body();
    try {
      if (this.#field === null) await post('/api/fields', body);
      else {
        const text = JSON.stringify(body);
        if (this.#seen !== text) {
          // What it means for values that are there is looked at once, and then decided by a person.
          const means = await call('PATCH', `/api/fields/${this.#field.id}?dryRun=true`, body);
          this.#seen = text;
          if (means.invalid + means.twice > 0) { this.#wrong([]); this.#dry(means); return; }
        }
        const mapping = this.#mapping();
        await call('PATCH', `/api/fields/${this.#field.id}`, Object.keys(mapping).length ? { ...body, mapping } : body);
      }
      location.reload();
    } catch (error) {
      this.#wrong(error instanceof ApiError ? error.data?.errors ?? [{ rule: '', message: error.message }] : [{ rule: '', message: say('offline') }]);
    }
  }

  /** Each problem beside its input. @param {{rule: string, message: string, valid?: string}[]} problems */
  #wrong(problems) {
    const general = /** @type {HTMLElement} */ (this.form.querySelector('[data-trouble]'));
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (this.form.querySelectorAll('[data-trouble-of]'))) {
      const own = problems.filter(one => one.rule === place.dataset.troubleOf);
      place.textContent = own.map(one => one.message + (one.valid ? ` → ${one.valid}` : '')).join(' ');
      place.hidden = own.length === 0;
      this.#input(place.dataset.troubleOf ?? '').toggleAttribute('aria-invalid', own.length > 0);
    }
    const rest = problems.filter(one => !this.form.querySelector(`[data-trouble-of="${CSS.escape(one.rule)}"]`));
    general.textContent = rest.map(one => one.message).join(' ');
    general.hidden = rest.length === 0;
    /** @type {HTMLElement | null} */ (this.form.querySelector('[aria-invalid]'))?.focus();
  }

  /** What would no longer be valid, with a new value for each that a person may choose. @param {any} means */
  #dry(means) {
    const place = /** @type {HTMLElement} */ (this.form.querySelector('[data-dry]'));
    place.hidden = means === null;
    place.replaceChildren();
    const save = /** @type {HTMLElement} */ (this.form.querySelector('[data-save]'));
    save.textContent = say(means ? 'field.anyway' : 'field.save');
    if (!means) return;
    place.append(element('p', 'notice notice-warn', count('field.invalid', means.invalid) + (means.twice ? ` ${count('field.twice', means.twice)}` : '')));
    const table = element('table', 'table'), box = element('div', 'field-tried');
    box.tabIndex = 0;
    for (const one of means.examples) {
      const row = element('tr'), to = Object.assign(document.createElement('input'), { className: 'input', value: one.suggestion ?? '' });
      to.dataset.from = one.value;
      to.setAttribute('aria-label', say('field.becomes', one.value));
      const cell = element('td');
      cell.append(to);
      row.append(element('th', '', `${one.value} (${one.assets})`), element('td', 'small', one.message), cell);
      /** @type {HTMLElement} */ (row.firstChild).setAttribute('scope', 'row');
      table.append(row);
    }
    box.append(table);
    place.append(box);
    place.scrollIntoView({ block: 'nearest' });
  }

  /** @returns {Record<string, string>} */
  #mapping() {
    return Object.fromEntries([.../** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll('[data-from]'))].filter(one => one.value.trim()).map(one => [one.dataset.from, one.value.trim()]));
  }

  /** @param {string} method @param {string} url */
  async #act(method, url) {
    try { await call(method, url); location.reload(); } catch (error) { toast(error instanceof ApiError ? error.message : say('offline'), { bad: true }); }
  }

  /** @param {HTMLElement} button @param {number} by */
  async #move(button, by) {
    const item = /** @type {HTMLElement} */ (button.closest('.field-item'));
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(item); else other.after(item);
    button.focus();
    await this.#keep(item);
  }

  /** Numbers the items of a list anew where that changes them. @param {HTMLElement} item */
  async #keep(item) {
    const items = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('.field-item[data-order]')]);
    try {
      for (const [at, one] of items.entries()) {
        const order = (at + 1) * 10;
        if (Number(one.dataset.order) !== order) {
          await call('PATCH', `/api/fields/${one.dataset.id}`, { order });
          one.dataset.order = String(order);
        }
      }
      item.scrollIntoView({ block: 'nearest' });
    } catch (error) { toast(error instanceof ApiError ? error.message : say('offline'), { bad: true }); }
  }

  #drag() {
    /** @type {HTMLElement | null} */
    let moved = null;
    const over = (/** @type {Event} */ event) => event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('.field-item[data-order]')) : null;
    const clear = () => { for (const one of this.querySelectorAll('.is-over')) one.classList.remove('is-over'); };
    this.addEventListener('dragstart', event => { moved = over(event); event.dataTransfer?.setData('text/plain', moved?.dataset.id ?? ''); });
    this.addEventListener('dragover', event => { const at = over(event); if (!moved || !at || at.parentElement !== moved.parentElement) return; event.preventDefault(); clear(); at.classList.add('is-over'); });
    this.addEventListener('drop', event => { const at = over(event); clear(); if (!moved || !at || at === moved || at.parentElement !== moved.parentElement) return; event.preventDefault(); at.before(moved); this.#keep(moved); });
    this.addEventListener('dragend', () => { moved = null; clear(); });
  }
}

/** @param {any} value */
const words = value => value === undefined || value === null ? '' : Array.isArray(value) ? value.join('; ') : typeof value === 'object' ? `${value.latitude}, ${value.longitude}` : String(value);

/** A name made of a label. @param {string} label */
const slug = label => label.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '').slice(0, 64);

/** @param {string} tag @param {string} [name] @param {string} [text] */
function element(tag, name = '', text = '') { return Object.assign(document.createElement(tag), { className: name, textContent: text }); }

customElements.define('field-pages', FieldPages);
