// What the parts of the page about sources of values have in common.
import { ApiError, call } from '../api.js';
import { say } from '../say.js';

/** @param {unknown} error */
export const sentence = error => error instanceof ApiError ? error.message.replace(/^pattern: /, '') : say('offline');

/** Deletes what a button of the part names. @param {HTMLElement} part @param {string} key @param {string} url */
export function removes(part, key, url) {
  part.addEventListener('click', async event => {
    const id = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('button'))?.dataset[key] : null;
    if (id) { await call('DELETE', url + id).catch(() => null); location.reload(); }
  });
}
