// Dialogs float beside what they act on and are not modal: <dialog data-dialog="t"> opens by its key or by
// [data-open-dialog="id"]; Esc closes it and the focus goes back to where it was.
import { isPlainKey } from './dom.js';

/** @type {HTMLElement | null} */
let before = null;
const dialogs = () => /** @type {HTMLDialogElement[]} */ ([...document.querySelectorAll('dialog.dialog')]);

/** @param {HTMLDialogElement} dialog */
export function open(dialog) {
  const enter = () => /** @type {HTMLElement | null} */ (dialog.querySelector('[autofocus]') ?? dialog.querySelector('label, button:not([data-close])'))?.focus({ preventScroll: true });
  if (dialog.open) return enter();
  for (const other of dialogs()) other.close();
  before = /** @type {HTMLElement | null} */ (document.activeElement);
  // The owner may refuse, where there is nothing to act on. One that is still being fetched is asked as soon as it is there: what
  // is typed meanwhile must not act on the page below.
  const opening = () => dialog.dispatchEvent(new Event('opening', { cancelable: true }));
  const late = owner(dialog)?.then(() => { if (dialog.open && !opening()) dialog.close(); });
  if (!late && !opening()) return;
  dialog.show();
  enter();
}

/** What is to be waited for until the element that acts for this dialog is there; null where it is. @param {HTMLDialogElement} dialog */
function owner(dialog) {
  const element = /** @type {HTMLElement | null} */ (dialog.closest(':not(:defined)'));
  return element && customElements.whenDefined(element.localName);
}

for (const dialog of dialogs()) {
  dialog.addEventListener('close', () => {
    if (document.activeElement === document.body || dialog.contains(document.activeElement)) before?.focus?.({ preventScroll: true });
    before = null;
  });
  dialog.addEventListener('click', event => { if (event.target instanceof Element && event.target.closest('[data-close]')) dialog.close(); });
  // Sent before its owner was there: the browser would leave the page for it.
  dialog.addEventListener('submit', event => {
    const form = /** @type {HTMLFormElement} */ (event.target), late = owner(dialog);
    if (!late) return;
    event.preventDefault();
    late.then(() => { if (dialog.open) form.requestSubmit(); });
  });
  // Keys typed in a dialog belong to it; the page under it must not act on them.
  dialog.addEventListener('keydown', event => {
    if (event.key === 'Escape') { event.preventDefault(); dialog.close(); }
    event.stopPropagation();
  });
}

document.addEventListener('click', event => {
  const opener = event.target instanceof Element ? event.target.closest('[data-open-dialog]') : null;
  const dialog = opener && document.getElementById(/** @type {HTMLElement} */ (opener).dataset.openDialog ?? '');
  if (dialog instanceof HTMLDialogElement) open(dialog);
});
addEventListener('keydown', event => {
  if (!isPlainKey(event)) return;
  const shown = dialogs().find(one => one.open);
  if (shown && event.key === 'Escape') { event.preventDefault(); shown.close(); return; }
  const dialog = dialogs().find(one => one.dataset.dialog === event.key);
  if (dialog) { event.preventDefault(); open(dialog); }
});
