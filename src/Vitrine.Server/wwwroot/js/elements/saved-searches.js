// Searches that are saved, edited and deleted (which can be taken back): the dialog of the library, and the page that lists them.
// What is saved may become a smart collection instead.
import { ApiError, call, post } from '../api.js';
import { open } from '../dialogs.js';
import { changed } from '../live.js';
import { say } from '../say.js';
import { toast } from '../toast.js';

class SavedSearches extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('#save-search'));
  form = /** @type {HTMLFormElement} */ (this.dialog.querySelector('form'));
  /** The one that is edited; null for a new one. @type {DOMStringMap | null} */
  #edited = null;

  connectedCallback() {
    this.dialog.addEventListener('opening', () => this.#fill());
    this.dialog.addEventListener('close', () => { this.#edited = null; });
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#save(); });
    this.form.addEventListener('change', () => this.#show());
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('button')) : null;
      const { editSearch, deleteSearch, name } = button?.dataset ?? {};
      if (editSearch) { this.dialog.close(); this.#edited = /** @type {HTMLElement} */ (button).dataset; open(this.dialog); }
      else if (deleteSearch && event.detail <= 1) this.#delete(deleteSearch, name ?? '');
    });
    this.setAttribute('ready', '');
  }

  #fill() {
    const { query, shared, watched, mine, name } = this.#edited ?? this.dialog.dataset;
    this.#field('name').value = name ?? '';
    this.#field('query').value = query ?? '';
    this.#field('shared').checked = Boolean(shared);
    this.#field('watched').checked = Boolean(watched);
    /** @type {HTMLElement} */ (this.#field('watched').closest('label')).hidden = this.#edited !== null && !mine;
    const kinds = this.form.querySelector('[data-kinds]');
    if (kinds instanceof HTMLElement) { kinds.hidden = this.#edited !== null; /** @type {HTMLInputElement} */ (kinds.querySelector('input')).checked = true; }
    /** @type {HTMLElement} */ (this.dialog.querySelector('[data-title]')).textContent = say(this.#edited ? 'search.edit' : 'search.save');
    this.#trouble('');
    this.#show();
  }

  /** Who sees it and whether it is watched is asked of searches only; a smart collection says in the query language what is in it. */
  #show() {
    const smart = this.#smart;
    /** @type {HTMLElement} */ (this.form.querySelector('[data-of-search]')).hidden = smart;
    const query = this.#field('query'), { query: typed, smart: read } = this.dialog.dataset;
    if (!this.#edited && smart && query.value === typed) query.value = read || typed || '';
    else if (!this.#edited && !smart && query.value === read) query.value = typed ?? '';
  }

  get #smart() { return !this.#edited && new FormData(this.form).get('kind') === 'smart'; }

  /** @param {string} name */
  #field(name) { return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name)); }

  /** @param {string} text */
  #trouble(text) { /** @type {HTMLElement} */ (this.dialog.querySelector('[data-trouble]')).textContent = text; }

  async #save() {
    const edited = this.#edited, smart = this.#smart, { sort, reading } = this.dialog.dataset;
    const said = { name: this.#field('name').value, query: this.#field('query').value };
    const search = { ...said, shared: this.#field('shared').checked, ...((!edited || edited.mine) && { watched: this.#field('watched').checked }) };
    try {
      if (edited) await call('PATCH', `/api/searches/${edited.editSearch}`, { ...search, query: said.query === edited.query ? undefined : said.query });
      else if (smart) location.assign(`/collections/${(await post('/api/collections', { ...said, sort: sort || undefined })).id}`);
      else await post('/api/searches', { ...search, sort: sort || undefined, phrases: reading });
      this.dialog.close();
      changed();
      if (!smart) toast(say('search.saved', said.name));
    } catch (error) {
      this.#trouble(error instanceof ApiError ? error.message : say('offline'));
    }
  }

  /** @param {string} id @param {string} name */
  async #delete(id, name) {
    try {
      await call('DELETE', `/api/searches/${id}`);
      changed();
      toast(say('search.deleted', name), {
        undo: async () => {
          try { await post(`/api/searches/${id}/restore`); changed(); toast(say('undone')); } catch (error) { toast(error instanceof ApiError ? error.message : say('offline'), { bad: true }); }
        },
      });
    } catch (error) {
      toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
    }
  }
}
customElements.define('saved-searches', SavedSearches);
