// In an empty library: the first file that comes in, from wherever, brings the grid. What this page uploads itself does so when it is done.
import { post } from '../api.js';
import { atMost } from '../dom.js';
import { live } from '../live.js';

class FirstFiles extends HTMLElement {
  #look = atMost(async () => {
    if (document.querySelector('dialog[open], :popover-open')) return;
    const found = await post('/api/search', { limit: 1 }).catch(() => null);
    if (found?.total && this.isConnected) location.assign('/');
  }, 1_000);

  connectedCallback() { for (const event of ['change', 'activity']) live.addEventListener(event, this.#look); }

  disconnectedCallback() { for (const event of ['change', 'activity']) live.removeEventListener(event, this.#look); }
}
customElements.define('first-files', FirstFiles);
