// Folders that people choose by their paths; the API is told their ids.
import { ApiError, get } from '../api.js';
import { say } from '../say.js';

/** @type {Promise<{id: string, path: string}[]> | undefined} */
let all;

/** The folders of the library, asked for when they are first needed. */
const folders = () => all ??= get('/api/folders').catch(error => { all = undefined; throw error; });

/** Offers folders under an input as soon as somebody goes there. @param {HTMLInputElement} input */
export function offersFolders(input) {
  input.addEventListener('focus', async () => {
    const found = await folders().catch(() => []);
    if (input.list && !input.list.childElementCount) input.list.append(...found.map(one => Object.assign(document.createElement('option'), { value: one.path })));
  });
}

/** The id of a path as somebody typed it; null where nothing was. @param {string} path @returns {Promise<string | null>} */
export async function folderOf(path) {
  if (!path.trim()) return null;
  const wanted = `/${path.split('/').map(name => name.trim()).filter(Boolean).join('/')}`, found = await folders();
  const folder = found.find(one => one.path === wanted) ?? found.find(one => one.path.toLowerCase() === wanted.toLowerCase());
  if (!folder) throw new ApiError(404, say('folder.none', path.trim()));
  return folder.id;
}

/** @param {string} id */
const pathOf = async id => (await folders().catch(() => [])).find(one => one.id === id)?.path ?? id;

/** Several folders: those chosen as a list, and an input that takes one more. */
export class FolderList {
  /** @param {HTMLElement} place @param {(problem: string) => void} tell */
  constructor(place, tell) {
    this.list = /** @type {HTMLElement} */ (place.querySelector('[data-folder-list]'));
    this.input = /** @type {HTMLInputElement} */ (place.querySelector('input'));
    this.tell = tell;
    offersFolders(this.input);
    place.querySelector('[data-add-folder]')?.addEventListener('click', () => this.take());
    this.input.addEventListener('keydown', event => { if (event.key === 'Enter') { event.preventDefault(); this.take(); } });
    this.list.addEventListener('click', event => {
      const drop = event.target instanceof Element ? event.target.closest('button') : null;
      if (!drop) return;
      drop.closest('li')?.remove();
      this.#changed();
      this.input.focus();
    });
  }

  /** @returns {string[]} */
  get ids() { return [.../** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll('li'))].map(one => one.dataset.id ?? ''); }

  /** @param {string[]} ids */
  async show(ids) {
    this.input.value = '';
    this.list.replaceChildren(...await Promise.all(ids.map(async id => this.#chip(id, await pathOf(id)))));
  }

  /** Takes what stands in the input; says where that is no folder. */
  async take() {
    if (!this.input.value.trim()) return true;
    try {
      const id = await folderOf(this.input.value);
      if (id && !this.ids.includes(id)) this.list.append(this.#chip(id, await pathOf(id)));
      this.input.value = '';
      this.tell('');
      this.#changed();
      return true;
    } catch (error) {
      this.tell(error instanceof ApiError ? error.message : say('offline'));
      return false;
    }
  }

  #changed() { this.input.dispatchEvent(new Event('input', { bubbles: true })); }

  /** @param {string} id @param {string} path */
  #chip(id, path) {
    const chip = document.createElement('li'), drop = document.createElement('button');
    chip.className = 'chip';
    chip.dataset.id = id;
    chip.dir = 'auto';
    Object.assign(drop, { className: 'chip-x', type: 'button', textContent: '×' });
    drop.setAttribute('aria-label', say('concept.drop', path));
    chip.append(path, drop);
    return chip;
  }
}
