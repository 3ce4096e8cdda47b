// What the dialog shows of earlier visits: folders and collections to choose from, and uploads that stopped half way.
import { call, get } from '../api.js';
import { count } from '../say.js';
import { forget } from './collections.js';

/** @param {HTMLDialogElement} dialog @param {() => boolean} busy whether files are on their way: then they say themselves how far they are */
export function halves(dialog, busy) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`[data-${name}]`));
  /** @type {{id: string, name: string}[]} */
  let items = [];
  dialog.addEventListener('opening', async () => {
    forget();
    const [folders, collections, open] = await Promise.all(
      [get('/api/folders').catch(() => []), get('/api/collections?kind=hand').catch(() => null), get('/api/uploads').catch(() => null)]);
    part('collections').replaceChildren(...(collections?.items ?? []).map((/** @type {any} */ one) => Object.assign(document.createElement('option'), { value: one.name })));
    part('folders').replaceChildren(...folders.map((/** @type {any} */ folder) => Object.assign(document.createElement('option'), { value: folder.path })));
    items = open?.items ?? [];
    part('halves').hidden = busy() || !items.length;
    part('halves-say').textContent = items.length ? count('upload.halves', items.length, items[0].name) : '';
  });
  part('discard').addEventListener('click', async () => {
    part('halves').hidden = true;
    dialog.focus();
    for (const { id } of items) await call('DELETE', `/api/uploads/${id}`, undefined, { headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => {});
  });
}
