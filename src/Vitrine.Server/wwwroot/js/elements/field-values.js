// The fields of an asset in its panel: each value is saved when its input is left, and says beside itself what is wrong.
import { ApiError, call, get } from '../api.js';
import { tones } from '../dom.js';
import { changed } from '../live.js';
import { say } from '../say.js';

/** What stands in an input, as the API takes it. @param {Element} input */
export function valueOf(input) {
  if (input instanceof HTMLFieldSetElement) return [.../** @type {NodeListOf<HTMLInputElement>} */ (input.querySelectorAll('input:checked'))].map(box => box.value);
  const text = /** @type {HTMLInputElement} */ (input).value.trim();
  return text === '' ? null : text;
}

/** Offers options of a long list by what is typed. @param {HTMLInputElement} input */
export async function offer(input) {
  const list = input.list, field = input.dataset.options;
  if (!list || !field) return;
  const word = input.value.split(';').pop()?.trim() ?? '', before = input.value.slice(0, input.value.length - word.length);
  const page = await get(`/api/fields/${field}/options?limit=20&prefix=${encodeURIComponent(word)}`).catch(() => null);
  list.replaceChildren(...(page?.items ?? []).map((/** @type {any} */ one) => Object.assign(document.createElement('option'), { value: before + one.value, label: one.label ?? one.value })));
}

class FieldValues extends HTMLElement {
  connectedCallback() {
    tones(this);
    this.addEventListener('input', event => {
      if (!(event.target instanceof HTMLElement)) return;
      // What is typed and not saved yet must not be drawn over.
      event.target.toggleAttribute('data-typing', true);
      this.#say('');
      if (event.target instanceof HTMLInputElement && event.target.dataset.options) offer(event.target);
    });
    this.addEventListener('change', event => {
      const input = event.target instanceof Element ? event.target.closest('[data-field]') : null;
      if (input instanceof HTMLElement) this.#save(input);
    });
    this.setAttribute('ready', '');
  }

  /** @param {string} text */
  #say(text) {
    const says = this.querySelector('[data-says]');
    if (says) says.textContent = text;
  }

  /** @param {HTMLElement} input */
  async #save(input) {
    const row = input.closest('[data-row]'), trouble = row?.querySelector('[data-trouble]');
    const calm = () => { for (const one of [input, ...input.querySelectorAll('[data-typing]')]) one.removeAttribute('data-typing'); };
    try {
      await call('PATCH', `/api/assets/${this.dataset.asset}`, { fields: { [input.dataset.field ?? '']: valueOf(input) } });
      calm();
      input.removeAttribute('aria-invalid');
      if (trouble) trouble.textContent = '';
      this.#say(say('settings.saved'));
      changed();
    } catch (error) {
      input.setAttribute('aria-invalid', 'true');
      if (trouble) trouble.textContent = error instanceof ApiError ? error.message.replace(/^fields\.[^:]*: /, '') : say('offline');
    }
  }
}
customElements.define('field-values', FieldValues);
