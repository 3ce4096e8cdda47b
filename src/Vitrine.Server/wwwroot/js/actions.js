// Buttons that act on the server: [data-post] posts to the API; a tag of a person can be removed, an asset trashed.
// Then the part of the page around the button is drawn again by the server.
import { ApiError, post } from './api.js';
import { isPlainKey } from './dom.js';
import { run } from './jobs.js';
import { changed } from './live.js';
import { count, say } from './say.js';
import { toast } from './toast.js';

/** The asset of the page, or the one that the panel beside the grid shows. */
const asset = () => /** @type {HTMLElement | null} */ (document.querySelector('[data-asset]'))?.dataset.asset
  ?? /** @type {HTMLElement | null} */ (document.querySelector('library-panel[data-of]'))?.dataset.of ?? '';

document.addEventListener('click', event => {
  const button = event.target instanceof Element ? /** @type {HTMLButtonElement | null} */ (event.target.closest('button')) : null;
  if (!button) return;
  const { post: url, removeTag, trash, untrash } = button.dataset;
  // The second click of a double click would meet what has come under the pointer since the first.
  if (event.detail > 1 && (url || removeTag)) return;
  if (url || removeTag) /** @type {HTMLElement | null} */ (button.closest('[popover]'))?.hidePopover();
  if (url) send(button, url);
  if (removeTag) run('/api/bulk', { ids: [asset()], remove: { tags: [removeTag] } }, () => say('tags.removed', removeTag, 1));
  if (trash) {
    const set = { ids: [trash], wholeGroups: button.dataset.whole !== undefined };
    run('/api/bulk', { ...set, trash: true }, n => n > 1 ? count('trashed', n) : say('trashed.one'), () => run('/api/bulk', { ...set, trash: false }, n => count('restored', n)));
  }
  if (untrash) send(button, `/api/assets/${untrash}/restore`);
});

/** @param {HTMLButtonElement} button @param {string} url */
async function send(button, url) {
  // Not `disabled`, which would take the focus away.
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  const { said, undo, body } = button.dataset, part = button.closest('live-part');
  if (await act(part, url, JSON.parse(body ?? '{}')) && said) toast(said, undo ? { undo: () => act(part, undo, {}) } : {});
  button.ariaBusy = null;
}

/** Posts, and has a part of the page drawn again. Says what went wrong. @param {any} part @param {string} url @param {object} body */
async function act(part, url, body) {
  try {
    await post(url, body);
    await part?.refresh?.();
    changed();
    return true;
  } catch (error) {
    toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
    return false;
  }
}

addEventListener('keydown', event => {
  if (isPlainKey(event) && (event.key === 'a' || event.key === 'r')) decide(event);
  if (event.key === 'Delete' && !event.defaultPrevented && document.querySelector('[data-asset]')) /** @type {HTMLElement | null} */ (document.querySelector('[data-trash]'))?.click();
});

/** Accepts (a) or rejects (r) the suggestion that has the focus, and goes on to the next one. @param {KeyboardEvent} event */
async function decide(event) {
  const claim = document.activeElement?.closest('.claim[data-state="suggested"]'), part = claim?.closest('live-part');
  const button = /** @type {HTMLButtonElement | null | undefined} */ (claim?.querySelector(event.key === 'a' ? '.claim-yes' : '.claim-no'));
  if (!claim || !button?.dataset.post) return;
  event.preventDefault();
  const all = [...claim.parentElement?.querySelectorAll('.claim[data-state="suggested"]') ?? []], at = all.indexOf(claim);
  const next = /** @type {HTMLElement | undefined} */ (all[at + 1] ?? all[at - 1])?.dataset.claim;
  await send(button, button.dataset.post);
  if (next) /** @type {HTMLElement | null | undefined} */ (part?.querySelector(`.claim[data-claim="${next}"] .claim-name`))?.focus();
}
