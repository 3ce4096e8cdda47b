// Values of fields that all files of an upload get.
import { offer, valueOf } from '../elements/field-values.js';

addEventListener('input', event => {
  if (event.target instanceof HTMLInputElement && event.target.dataset.options && event.target.closest('[data-upload-fields]')) offer(event.target);
});

/** As JSON; undefined where nothing was entered. @param {Element} sheet */
export function fieldsOf(sheet) {
  const said = [...sheet.querySelectorAll('[data-upload-fields] [data-field]')].map(input => [/** @type {HTMLElement} */ (input).dataset.field, valueOf(input)])
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return said.length ? JSON.stringify(Object.fromEntries(said)) : undefined;
}
