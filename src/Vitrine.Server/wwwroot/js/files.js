// Files and folders of a drop or a choice, with the folder each lies in.

/** @typedef {{file: File, folder: string}} Found */

/** @param {DataTransfer} transfer @returns {Promise<Found[]>} */
export async function dropped(transfer) {
  // Entries must be taken before the first wait: the browser empties the list after the event.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry !== null && entry !== undefined);
  if (!entries.length) return [...transfer.files].map(file => ({ file, folder: '' }));
  return (await Promise.all(entries.map(entry => walk(entry, '')))).flat();
}

/** @param {FileList | null} list @returns {Found[]} */
export const chosen = list => [...list ?? []].map(file => ({ file, folder: file.webkitRelativePath.split('/').slice(0, -1).join('/') }));

/** @param {FileSystemEntry} entry @param {string} folder @returns {Promise<Found[]>} */
async function walk(entry, folder) {
  if (entry.isFile) {
    const file = await new Promise((done, fail) => /** @type {FileSystemFileEntry} */ (entry).file(done, fail)).catch(() => null);
    return file ? [{ file, folder }] : [];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader(), path = folder ? `${folder}/${entry.name}` : entry.name;
  /** @type {Found[]} */
  const found = [];
  // A reader gives at most a hundred entries at a time, none at the end.
  for (;;) {
    const some = /** @type {FileSystemEntry[]} */ (await new Promise((done, fail) => reader.readEntries(done, fail)).catch(() => []));
    if (!some.length) return found;
    for (const one of some) if (!one.name.startsWith('.')) found.push(...await walk(one, path));
  }
}
