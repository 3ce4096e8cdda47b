// A part of the page that the server draws: fetched again when something changed, put in place without losing focus,
// open details or an open card. `src` is the fragment's address, `on` the event that may have changed it, `data-own-focus`
// that the element around it says where the focus goes when its control is gone.
import { atMost, tones } from '../dom.js';
import { live } from '../live.js';
import { localTimes } from '../say.js';

class LivePart extends HTMLElement {
  #last = '';
  #now = () => { if (this.isConnected && !this.#busy()) this.refresh(false); };
  /** What costs the server more is asked for less often. */
  #later = atMost(this.#now, Number(this.dataset.every ?? 1_000));
  /** What this page did itself shows at once. @param {Event} event */
  #again = event => { if (event instanceof CustomEvent) this.#now(); else this.#later(); };

  connectedCallback() {
    const on = this.getAttribute('on') ?? 'change';
    live.addEventListener(on, this.#again);
    if (on === 'change') live.addEventListener('activity', this.#again);
    // What changed while a card was open shows when it closes.
    this.addEventListener('toggle', event => { if (/** @type {ToggleEvent} */ (event).newState === 'closed') this.#later(); }, true);
    if (this.dataset.wanted !== undefined) this.refresh();
    this.setAttribute('ready', '');
  }

  disconnectedCallback() {
    for (const event of ['change', 'activity', 'packs']) live.removeEventListener(event, this.#again);
  }

  /** Somebody reads a card or selects text here; what is open must not go away under them. */
  #busy() {
    return this.querySelector(':popover-open') !== null || (!getSelection()?.isCollapsed && this.contains(getSelection()?.anchorNode ?? null));
  }

  /** Fetches the fragment and puts it in place where it differs. @param {boolean} [always] also where somebody began to read here while it was fetched */
  async refresh(always = true) {
    const src = this.getAttribute('src');
    // What somebody typed and has not saved stays.
    if (!src || this.querySelector('[data-typing]')) return;
    const answer = await fetch(src, { headers: { Accept: 'text/html' } }).catch(() => null);
    // What is asked for may have changed while the answer was on its way.
    if (!answer?.ok || this.getAttribute('src') !== src) return;
    // The session has ended meanwhile.
    if (answer.redirected) { location.assign(answer.url); return; }
    const html = await answer.text();
    if (html === this.#last || (!always && this.#busy()) || this.querySelector('[data-typing]')) return;
    this.#last = html;
    const fresh = new DOMParser().parseFromString(html, 'text/html').body;
    const open = new Map([...this.querySelectorAll('details > summary')].map(one => [one.textContent, one.parentElement?.hasAttribute('open') ?? false]));
    const focus = this.contains(document.activeElement) ? document.activeElement : null;
    const next = focus?.closest('.claim')?.nextElementSibling?.querySelector('button')?.id;
    for (const summary of fresh.querySelectorAll('details > summary')) {
      if (open.has(summary.textContent)) summary.parentElement?.toggleAttribute('open', open.get(summary.textContent));
    }
    // What an element said about somebody's own act stays, wherever the server has nothing else to say there.
    for (const says of this.querySelectorAll('[data-says][id]')) {
      const place = fresh.querySelector(`#${CSS.escape(says.id)}`);
      if (place?.textContent === '') place.textContent = says.textContent;
    }
    tones(fresh);
    localTimes(fresh);
    this.replaceChildren(...fresh.childNodes);
    if (focus) this.#focusAgain(focus.id, next, focus.getAttribute('href'));
    this.dispatchEvent(new CustomEvent('refreshed', { bubbles: true }));
  }

  /** Back to the same control; where it is gone (a decided suggestion), to the next one. @param {string} id @param {string} [next] @param {string | null} [href] */
  #focusAgain(id, next, href) {
    const target = (id && document.getElementById(id)) || (href && this.querySelector(`a[href="${CSS.escape(href)}"]`)) || (next && document.getElementById(next)) || (this.dataset.ownFocus === undefined && this.querySelector('.claim-yes, .claim button, button'));
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  }
}
customElements.define('live-part', LivePart);
