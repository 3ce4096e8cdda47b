// The collections that files join on their way in: called by name, and made where there is none of that name.
import { ApiError, get, post } from '../api.js';

/** @type {Map<string, Promise<string>>} ids by name */
const known = new Map();

/** @param {string} name @returns {Promise<string>} */
async function idOf(name) {
  const find = async () => (await get(`/api/collections?find=${encodeURIComponent(name)}`)).items.find((/** @type {{name: string}} */ one) => one.name === name)?.id;
  const id = await find();
  if (id) return id;
  try {
    return (await post('/api/collections', { name })).id;
  } catch (error) {
    // Somebody made it since.
    const theirs = error instanceof ApiError && error.status === 409 ? await find() : null;
    if (theirs) return theirs;
    throw error;
  }
}

/** The ids of collections by their names; a name that comes again is not asked for again. @param {string[]} names */
export async function idsOf(names) {
  const ids = [];
  for (const name of new Set(names.map(one => one.trim().replace(/\s+/g, ' ').normalize()).filter(Boolean))) {
    const id = known.get(name) ?? idOf(name);
    known.set(name, id);
    // What went wrong may go right the next time.
    id.catch(() => known.delete(name));
    ids.push(await id);
  }
  return ids;
}

/** Forgets what is known: a collection may have been deleted since. */
export const forget = () => known.clear();

/** An asset that is there gets what a file would have got. @param {string} asset @param {string} words tags, joined by commas @param {string[]} collections names */
export async function addTo(asset, words, collections) {
  const tags = words.split(',').map(tag => tag.trim()).filter(Boolean);
  if (tags.length) await post('/api/bulk', { ids: [asset], add: { tags } });
  for (const id of await idsOf(collections)) await post(`/api/collections/${id}/assets`, { ids: [asset] });
}
