// Whether a file is in the library already: by its bytes, or because this browser brought it in before.
import { get } from '../api.js';
import { say } from '../say.js';

/** @typedef {import('../elements/upload-queue.js').Queued} Queued */

/** Larger files are not read beforehand, in bytes. */
const readAtOnce = 64_000_000;
/** So many files that were brought in are remembered. */
const remembered = 5_000;
const prefix = 'vitrine.in:';

/** What makes a file the same as one of an earlier visit: its place, name, length and date. @param {Queued} one */
export const printOf = one => JSON.stringify([one.file.name, one.file.size, one.file.lastModified, one.folder, one.into]);

/** SHA-256 in hex; null where the file is empty or too large, or the page has no secure line. @param {File} file */
export async function hashOf(file) {
  if (!file.size || file.size > readAtOnce || !globalThis.crypto?.subtle) return null;
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** The assets that have these bytes. @param {string} hash @returns {Promise<{id: string, name: string, folder: string}[]>} */
export const assetsWith = async hash => (await get(`/api/assets/by-hash/${hash}`)).items;

/** Notes that a file came in. @param {Queued} one */
export function remember(one) {
  try { localStorage.setItem(prefix + printOf(one), `${Date.now()} ${one.id}`); } catch { /* Full or forbidden: then it is asked by its bytes. */ }
}

/** The asset that a file of a folder became earlier, if it is still there. @param {Queued} one @returns {Promise<string | null>} */
export async function recall(one) {
  let id;
  try { id = localStorage.getItem(prefix + printOf(one))?.split(' ')[1]; } catch { return null; }
  if (!id) return null;
  const asset = await get(`/api/assets/${id}`).catch(() => null);
  return asset && !asset.trashedAt ? id : null;
}

try {
  const all = Object.keys(localStorage).filter(key => key.startsWith(prefix));
  if (all.length > remembered) {
    const at = (/** @type {string} */ key) => parseInt(localStorage.getItem(key) ?? '0', 10);
    for (const key of all.sort((a, b) => at(a) - at(b)).slice(0, all.length - remembered)) localStorage.removeItem(key);
  }
} catch { /* No storage: nothing is remembered. */ }

/** That a file is in, and which other asset has the same bytes. @param {any} asset */
export async function outcome({ duplicateOf, takenAs, name }) {
  if (takenAs === 'sidecar') return say('upload.sidecar', name);
  const twin = duplicateOf ? await get(`/api/assets/${duplicateOf}`).catch(() => null) : null;
  return twin ? say('upload.twin', twin.name) : say('upload.in');
}
