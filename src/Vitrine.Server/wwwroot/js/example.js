// Searching with a picture: dropped on the search box, pasted into it or chosen beside it. The server looks at it; what is like it is then a search like any other.
import { ApiError, post } from './api.js';
import { say } from './say.js';
import { toast } from './toast.js';

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('.searchbox'));
const box = /** @type {HTMLInputElement | null} */ (document.getElementById('q'));
const chosen = /** @type {HTMLInputElement | null} */ (form?.querySelector('[data-example-file]') ?? null);
const button = /** @type {HTMLButtonElement | null} */ (form?.querySelector('[data-example]') ?? null);

/** The first picture among what was dropped, pasted or chosen. @param {FileList | undefined | null} files */
const pictureOf = files => [...files ?? []].find(file => file.type.startsWith('image/') || !file.type);

/** @param {File} picture */
async function search(picture) {
  if (!form || !button || button.disabled) return;
  const sent = new FormData();
  sent.append('file', picture, picture.name || 'picture');
  button.disabled = true;
  form.ariaBusy = 'true';
  toast(say('example.looking'), { keep: true });
  try {
    const { id } = await post('/api/search/examples', sent);
    // Another picture takes the place of the one before; filters stay.
    const rest = (box?.value ?? '').replace(/(^|\s)-?similar:(?:"[^"]*"|\S+)/g, ' ').trim();
    location.assign(`/?q=${encodeURIComponent(`${rest} similar:${id}`.trim())}`);
  } catch (error) {
    toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
  }
  button.disabled = false;
  form.ariaBusy = null;
}

/** What is no picture is nothing to search with. @param {string} name */
const refuse = name => toast(say('example.no-picture', name), { bad: true });

button?.addEventListener('click', () => chosen?.click());
chosen?.addEventListener('change', () => {
  const picture = pictureOf(chosen.files);
  const name = chosen.files?.[0]?.name;
  chosen.value = '';
  if (picture) search(picture); else if (name !== undefined) refuse(name);
});
box?.addEventListener('paste', event => {
  const picture = pictureOf(event.clipboardData?.files);
  if (picture) { event.preventDefault(); search(picture); }
});

const over = (/** @type {boolean} */ on) => form?.classList.toggle('is-over', on);
form?.addEventListener('dragover', event => { if (event.dataTransfer?.types.includes('Files')) { event.preventDefault(); over(true); } });
form?.addEventListener('dragleave', () => over(false));
form?.addEventListener('drop', event => {
  over(false);
  const files = event.dataTransfer?.files;
  // A text that is dragged is typed.
  if (!files?.length) return;
  event.preventDefault();
  // Elsewhere on the page a drop adds files: the page is told that this drag is over, and not what it brought.
  event.stopPropagation();
  dispatchEvent(new Event('drag-over'));
  const isFolder = event.dataTransfer?.items[0]?.webkitGetAsEntry?.()?.isDirectory, picture = isFolder ? undefined : pictureOf(files);
  if (picture) search(picture); else refuse(files[0].name);
});
