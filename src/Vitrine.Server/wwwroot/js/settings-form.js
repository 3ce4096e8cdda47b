// A form of settings: says what is not saved yet, saves with one PATCH, and says what came of it.
import { ApiError, call } from './api.js';
import { say } from './say.js';

/**
 * @param {HTMLElement} part holds the form, and the place where it speaks
 * @param {string} address
 * @param {(form: HTMLFormElement) => object} body
 */
export function saves(part, address, body) {
  const form = /** @type {HTMLFormElement} */ (part.querySelector('form'));
  const says = /** @type {HTMLElement} */ (part.querySelector('[data-says]'));
  form.addEventListener('input', () => { says.textContent = say('settings.unsaved'); });
  form.addEventListener('submit', async event => {
    event.preventDefault();
    try {
      await call('PATCH', address, body(form));
      says.textContent = say('settings.saved');
    } catch (error) {
      says.textContent = error instanceof ApiError ? error.message : say('offline');
    }
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export const field = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
