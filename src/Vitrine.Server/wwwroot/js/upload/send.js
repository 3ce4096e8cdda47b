// Brings one file to the server: a large one by the tus protocol, which goes on after a cut, a small one in one request.
import { ApiError, get } from '../api.js';
import { say } from '../say.js';
import { printOf } from './known.js';

/** @typedef {import('../elements/upload-queue.js').Queued} Queued */
/** @typedef {{id: string, name?: string, duplicateOf?: string, takenAs?: string}} Brought */

/** Files above this go in pieces, in bytes. */
const large = 20_000_000;
const retryDelays = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000];

/** Somebody paused or cancelled it: nothing went wrong. */
export class Stopped extends Error {}

/** The line broke: it is worth trying again when there is one. */
export class Offline extends Error {
  constructor() { super(say('upload.offline')); }
}

/** @type {Promise<any> | undefined} */
let library;

/** The library for pieces, fetched when it is first needed; null where the server was built without it. */
const pieces = () => library ??= new Promise(done => {
  const source = document.querySelector('upload-queue')?.getAttribute('pieces');
  if (!source) { done(null); return; }
  const script = Object.assign(document.createElement('script'), { src: source });
  script.addEventListener('load', () => done(/** @type {any} */ (window).tus));
  script.addEventListener('error', () => done(null));
  document.head.append(script);
});

/**
 * Sends a file; `one.stop` ends that, for now or (with true) for good.
 * @param {Queued} one @param {(sent: number) => void} moved @returns {Promise<Brought>}
 */
export async function send(one, moved) {
  let stopped = false;
  one.stop = async () => { stopped = true; };
  const tus = one.file.size > large ? await pieces() : null;
  if (stopped) throw new Stopped();
  return tus?.isSupported ? inPieces(tus, one, moved) : atOnce(one, moved);
}

/** What the server said, in its own words where it had some. @param {string | undefined} body @param {number} status */
function refusal(body, status) {
  if (!status) return new Offline();
  try { const data = JSON.parse(body ?? ''); return new ApiError(status, data.detail ?? status, data); } catch { return new Error(say('upload.status', status)); }
}

/** @param {any} tus @param {Queued} one @param {(sent: number) => void} moved @returns {Promise<Brought>} */
async function inPieces(tus, one, moved) {
  /** @type {string | null} */
  let id = null, takenAs = '';
  await new Promise((done, fail) => {
    const upload = new tus.Upload(one.file, {
      endpoint: new URL('/api/uploads', location.href).href,
      retryDelays,
      removeFingerprintOnSuccess: true,
      metadata: { filename: one.file.name, folder: one.into, relativePath: one.folder, tags: one.tags, collection: one.joins.join('\n'), ...(one.fields && { fields: one.fields }) },
      fingerprint: async () => `vitrine.upload:${printOf(one)}`,
      onProgress: moved,
      onAfterResponse: (/** @type {any} */ _, /** @type {any} */ response) => { id = response.getHeader('X-Vitrine-Asset') || id; takenAs = response.getHeader('X-Vitrine-Taken-As') || takenAs; },
      onSuccess: done,
      onError: (/** @type {any} */ error) => fail(refusal(error.originalResponse?.getBody(), error.originalResponse?.getStatus() ?? 0)),
    });
    one.stop = async forGood => { fail(new Stopped()); await upload.abort(forGood).catch(() => {}); };
    upload.findPreviousUploads().then((/** @type {any[]} */ earlier) => {
      if (earlier[0]) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    }, fail);
  });
  return { ...await get(`/api/assets/${id}`), takenAs };
}

/** @param {Queued} one @param {(sent: number) => void} moved @returns {Promise<Brought>} */
function atOnce(one, moved) {
  const form = new FormData(), request = new XMLHttpRequest(), folder = [one.into, one.folder].filter(Boolean).join('/');
  if (folder) form.append('folder', folder);
  if (one.tags) form.append('tags', one.tags);
  for (const id of one.joins) form.append('collection', id);
  if (one.fields) form.append('fields', one.fields);
  form.append('file', one.file, one.file.name);
  return new Promise((done, fail) => {
    one.stop = async () => { fail(new Stopped()); request.abort(); };
    request.open('POST', '/api/assets');
    request.upload.addEventListener('progress', event => moved(event.loaded));
    request.addEventListener('load', () => { if (request.status < 300) done(JSON.parse(request.response)); else fail(refusal(request.response, request.status)); });
    request.addEventListener('error', () => fail(new Offline()));
    request.send(form);
  });
}
