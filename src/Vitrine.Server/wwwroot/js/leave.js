// Takes assets out of a collection: from its chips on an asset, from the selection bar and from the dialog that fills collections.
import { run } from './jobs.js';
import { count } from './say.js';
import { aim } from './target.js';

/** Takes assets out of a collection. @param {string} id @param {string} name @param {import('./target.js').Target} target */
export const leave = (id, name, target) => run(`/api/collections/${id}/assets/remove`, target, n => count('uncollected', n, name));

document.addEventListener('click', event => {
  const { uncollect, name } = (event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('[data-uncollect]')) : null)?.dataset ?? {};
  const target = uncollect && event.detail <= 1 ? aim() : null;
  const asset = document.querySelector('[data-asset]') ? target?.ids?.[0] : /** @type {HTMLElement | null} */ (document.querySelector('library-panel[data-of]'))?.dataset.of;
  if (uncollect && event.detail <= 1 && asset) leave(uncollect, name ?? '', { ids: [asset], wholeGroups: target?.wholeGroups });
});
