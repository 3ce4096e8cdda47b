// A part of the page that the server draws: fetched again when something changed, put in place without losing focus,
// open details or an open card. `src` is the fragment's address, `on` the event that may have changed it.
import { atMost, tones } from '../dom.js';
import { live } from '../live.js';
import { localTimes } from '../say.js';

class LivePart extends HTMLElement {
  #last = '';
  #now = () => { if (this.isConnected && !this.#busy()) this.refresh(); };
  #later = atMost(this.#now, 1_000);
  /** What this page did itself shows at once. @param {Event} event */
  #again = event => { if (event instanceof CustomEvent) this.#now(); else this.#later(); };

  connectedCallback() {
    const on = this.getAttribute('on') ?? 'change';
    live.addEventListener(on, this.#again);
    if (on === 'change') live.addEventListener('activity', this.#again);
    // What changed while a card was open shows when it closes.
    this.addEventListener('toggle', event => { if (/** @type {ToggleEvent} */ (event).newState === 'closed') this.#later(); }, true);
    this.setAttribute('ready', '');
  }

  disconnectedCallback() {
    for (const event of ['change', 'activity', 'packs']) live.removeEventListener(event, this.#again);
  }

  /** Somebody reads a card or selects text here; what is open must not go away under them. */
  #busy() {
    return this.querySelector(':popover-open') !== null || (!getSelection()?.isCollapsed && this.contains(getSelection()?.anchorNode ?? null));
  }

  /** Fetches the fragment and puts it in place where it differs. */
  async refresh() {
    const answer = await fetch(this.getAttribute('src') ?? '', { headers: { Accept: 'text/html' } }).catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    if (html === this.#last) return;
    this.#last = html;
    const fresh = new DOMParser().parseFromString(html, 'text/html').body;
    const open = new Set([...this.querySelectorAll('details[open] > summary')].map(one => one.textContent));
    const focus = this.contains(document.activeElement) ? document.activeElement : null;
    const next = focus?.closest('.claim')?.nextElementSibling?.querySelector('button')?.id;
    for (const summary of fresh.querySelectorAll('details > summary')) {
      if (open.has(summary.textContent)) summary.parentElement?.setAttribute('open', '');
    }
    tones(fresh);
    localTimes(fresh);
    this.replaceChildren(...fresh.childNodes);
    if (focus) this.#focusAgain(focus.id, next);
    this.dispatchEvent(new CustomEvent('refreshed', { bubbles: true }));
  }

  /** Back to the same control; where it is gone (a decided suggestion), to the next one. @param {string} id @param {string} [next] */
  #focusAgain(id, next) {
    const target = (id && document.getElementById(id)) || (next && document.getElementById(next)) || this.querySelector('.claim-yes, .claim button, button');
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  }
}
customElements.define('live-part', LivePart);
