// The pages of collections: a new one, another name, the end of one (which can be taken back), and the order by hand.
import { ApiError, call, post } from '../api.js';
import { open } from '../dialogs.js';
import { order } from '../grid/order.js';
import { changed } from '../live.js';
import { say } from '../say.js';
import { toast } from '../toast.js';

/** Where the page of a deleted collection leaves word for the list that follows it. */
const ended = 'collection-ended';

class CollectionPages extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('#collection'));
  form = /** @type {HTMLFormElement} */ (this.dialog.querySelector('form'));
  /** The one that is edited; empty for a new one. */
  #id = '';

  connectedCallback() {
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('button')) : null;
      const { newCollection, editCollection, deleteCollection, name, description, query } = button?.dataset ?? {};
      if (newCollection !== undefined) this.#edit('', '', '', undefined);
      else if (editCollection) this.#edit(editCollection, name ?? '', description ?? '', query);
      else if (deleteCollection && event.detail <= 1) this.#delete(deleteCollection, name ?? '');
    });
    this.form.addEventListener('submit', event => { event.preventDefault(); this.#save(); });
    customElements.whenDefined('asset-grid').then(() => {
      const grid = /** @type {import('./asset-grid.js').AssetGrid | null} */ (this.querySelector('asset-grid'));
      if (grid) order(grid, this.#of);
    });
    const left = this.#of ? null : sessionStorage.getItem(ended);
    sessionStorage.removeItem(ended);
    if (left) this.#ended(JSON.parse(left));
    this.setAttribute('ready', '');
  }

  /** The collection of the page; empty on the list. */
  get #of() { return /** @type {HTMLElement | null} */ (this.querySelector('[data-collection]'))?.dataset.collection ?? ''; }

  /** @param {string} id @param {string} name @param {string} description @param {string | undefined} query of a smart one */
  #edit(id, name, description, query) {
    this.#id = id;
    for (const part of this.form.querySelectorAll('[data-smart]')) part.toggleAttribute('hidden', query === undefined);
    this.#field('query').value = query ?? '';
    this.#field('name').value = name;
    this.#field('description').value = description;
    this.#trouble('');
    /** @type {HTMLElement} */ (this.dialog.querySelector('[data-title]')).textContent = say(id ? 'collection.edit' : 'collection.new');
    /** @type {HTMLElement} */ (this.dialog.querySelector('[data-save]')).textContent = say(id ? 'collection.save' : 'collection.create');
    open(this.dialog);
    /** @type {HTMLInputElement} */ (this.#field('name')).select();
  }

  /** @param {string} name */
  #field(name) { return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (this.form.elements.namedItem(name)); }

  /** @param {string} text */
  #trouble(text) { /** @type {HTMLElement} */ (this.dialog.querySelector('[data-trouble]')).textContent = text; }

  async #save() {
    const body = { name: this.#field('name').value, description: this.#field('description').value, query: this.#field('query').value || undefined };
    try {
      const kept = await (this.#id ? call('PATCH', `/api/collections/${this.#id}`, body) : post('/api/collections', body));
      this.dialog.close();
      if (!this.#id) location.assign(`/collections/${kept.id}`);
      else if (this.#of) location.reload();
      else changed();
    } catch (error) {
      this.#trouble(error instanceof ApiError ? error.message : say('offline'));
    }
  }

  /** @param {string} id @param {string} name */
  async #delete(id, name) {
    try {
      await call('DELETE', `/api/collections/${id}`);
      if (this.#of) {
        sessionStorage.setItem(ended, JSON.stringify({ id, name }));
        location.assign('/collections');
      } else {
        changed();
        this.#ended({ id, name });
      }
    } catch (error) {
      toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
    }
  }

  /** Says which collection ended, and offers to bring it back. @param {{id: string, name: string}} collection */
  #ended({ id, name }) {
    toast(say('collection.deleted', name), {
      undo: async () => {
        try { await post(`/api/collections/${id}/restore`); changed(); toast(say('undone')); } catch (error) { toast(error instanceof ApiError ? error.message : say('offline'), { bad: true }); }
      },
    });
  }
}
customElements.define('collection-pages', CollectionPages);
