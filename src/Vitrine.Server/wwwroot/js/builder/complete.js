// Values that begin as somebody types, under a box of text. Arrows choose, Enter or Tab takes, Esc closes.
import { get, post } from '../api.js';
import { point, mark } from '../pick.js';
import { number, say } from '../say.js';

/** @typedef {{value: string, text: string, help?: string | null, assets?: number | null}} Offer */

const pause = 120;
let last = 0;

/** @param {HTMLInputElement} input @param {(text: string, signal: AbortSignal) => Promise<Offer[]>} ask @param {(value: string) => void} take */
export function complete(input, ask, take) {
  const list = Object.assign(document.createElement('div'), { className: 'pick-list qb-offers', id: `qb-offers-${last += 1}`, role: 'listbox', popover: 'manual', ariaLabel: say('suggest.list') });
  /** @type {Offer[]} */
  let offers = [];
  let active = -1, timer = 0, asking = new AbortController();
  const name = `--${list.id}`;
  input.after(list);
  input.style.setProperty('anchor-name', name);
  list.style.setProperty('position-anchor', name);
  Object.assign(input, { role: 'combobox', ariaExpanded: 'false', autocomplete: 'off' });
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);

  const close = () => {
    clearTimeout(timer);
    asking.abort();
    if (list.matches(':popover-open')) list.hidePopover();
    active = -1;
    input.ariaExpanded = 'false';
    input.removeAttribute('aria-activedescendant');
  };
  const show = (/** @type {Offer[]} */ found) => {
    offers = found;
    list.replaceChildren(...found.map(offerRow));
    if (!found.length) return close();
    list.showPopover();
    input.ariaExpanded = 'true';
    active = -1;
    mark(input, list, -1);
  };
  const look = async () => {
    const now = asking = new AbortController();
    const found = await ask(input.value, now.signal).catch(() => []);
    if (!now.signal.aborted && document.activeElement === input) show(found);
  };
  const later = (/** @type {number} */ wait) => { asking.abort(); clearTimeout(timer); timer = setTimeout(look, wait); };
  const choose = (/** @type {number} */ at) => { const offer = offers[at]; close(); if (offer) take(offer.value); };

  const offerRow = (/** @type {Offer} */ offer, /** @type {number} */ i) => {
    const line = Object.assign(document.createElement('div'), { className: 'pick-row', role: 'option', id: `${list.id}-${i}`, ariaSelected: 'false' });
    const text = Object.assign(document.createElement('span'), { className: 'grow truncate' });
    text.append(Object.assign(document.createElement('b'), { textContent: offer.text, dir: 'auto' }));
    if (offer.help) text.append(' ', Object.assign(document.createElement('span'), { className: 'path', textContent: offer.help }));
    line.append(text, Object.assign(document.createElement('span'), { className: 'pick-n small', textContent: typeof offer.assets === 'number' ? number(offer.assets) : '' }));
    line.addEventListener('mousedown', event => { event.preventDefault(); choose(i); });
    return line;
  };

  input.addEventListener('input', () => later(pause));
  input.addEventListener('focus', () => { if (!input.value) later(0); });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', event => {
    const open = list.matches(':popover-open');
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.altKey) {
      event.preventDefault();
      if (open) active = point(input, list, active < 0 && event.key === 'ArrowUp' ? -1 : active + (event.key === 'ArrowDown' ? 1 : -1)); else later(0);
    } else if (open && active >= 0 && (event.key === 'Enter' || event.key === 'Tab')) { event.preventDefault(); event.stopPropagation(); choose(active); }
    else if (open && event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(); }
  });
}

/** What a suggestion puts into a query, without quotation marks. @param {string} insert */
const plain = insert => {
  const text = insert.trim();
  return text.startsWith('"') ? text.slice(1, text.endsWith('"') ? -1 : undefined).replace(/\\(.)/gu, '$1') : text;
};

/** Values of a field that begin so. @param {string} field @returns {(text: string, signal: AbortSignal) => Promise<Offer[]>} */
export const valuesOf = field => async (text, signal) => {
  // The name of a structured field may be anything.
  const [, prefix, name] = /^(field\.|)(.*)$/su.exec(field) ?? [], quoted = (/** @type {string} */ one) => `"${one.replace(/["\\]/gu, '\\$&')}`;
  const query = `${prefix ? `${prefix}${quoted(name)}"` : name}:${quoted(text.replace(/^"|"$/gu, ''))}`;
  const found = await post('/api/search/suggestions', { query }, signal);
  return found.items.filter((/** @type {{kind: string}} */ item) => item.kind === 'value')
    .map((/** @type {{insert: string, text: string, help?: string, assets?: number}} */ item) => ({ value: plain(item.insert), text: item.text, help: item.help, assets: item.assets }));
};

/** Names of embedded tags, and the only group of those that are in one. @param {string} text @param {AbortSignal} signal @returns {Promise<Offer[]>} */
export const embeddedNames = async (text, signal) =>
  (await get(`/api/search/embedded?limit=12&find=${encodeURIComponent(text)}`, signal)).map((/** @type {{name: string, groups: string[]}} */ tag) => ({ value: tag.name, text: tag.name, help: tag.groups.join(', ') }));
