// The controls in which a row's values are typed: a list to choose from, a number, a date, a text with what it may become, or several of these.
import { icon } from '../dom.js';
import { complete, valuesOf } from './complete.js';
import { shown, takes, typed } from './tree.js';

/** @typedef {import('./tree.js').Row} Row */
/** @typedef {{name: string, label: string, type: string, help: string, example: string, operators: string[], named?: boolean, options?: {value: string, label: string}[], parts?: string[]}} Field */
/** @typedef {{words: DOMStringMap, changed: () => void}} Owner  words: what the controls are called, in the page's language */

/** Draws the controls of a row's values. @param {HTMLElement} place @param {Row} row @param {Field} field @param {Owner} owner */
export function drawValues(place, row, field, owner) {
  const wanted = takes(row.operator);
  place.classList.toggle('is-several', wanted === Infinity);
  if (wanted === 0) { place.replaceChildren(); return; }
  if (wanted === Infinity) { place.replaceChildren(...field.options ? choices(row, field, owner) : tokens(place, row, field, owner)); return; }
  const controls = Array.from({ length: wanted }, (_, at) => control(row, field, at, wanted, owner));
  place.replaceChildren(...controls.flatMap((one, at) => at ? [Object.assign(document.createElement('span'), { className: 'quiet', textContent: owner.words.and ?? '' }), one] : [one]));
}

/** @param {Row} row @param {Field} field @param {number} at @param {number} of @param {Owner} owner */
function control(row, field, at, of, owner) {
  const set = (/** @type {string} */ text) => { row.values[at] = typed(text); if (row.values.length > of) row.values.length = of; owner.changed(); };
  const label = of > 1 ? owner.words[at ? 'until' : 'from'] ?? '' : owner.words.value ?? '';
  const options = field.options ?? (field.type === 'flag' ? [{ value: 'true', label: owner.words.yes ?? '' }, { value: 'false', label: owner.words.no ?? '' }] : undefined);
  if (options) return choice(options, row, at, label, set);
  const input = text(shown(row.values[at]), label);
  input.placeholder = hint(field);
  input.addEventListener('input', () => set(input.value));
  const box = Object.assign(document.createElement('span'), { className: `qb-box is-${field.type}` });
  box.append(input);
  if (field.type === 'number' || field.type === 'size') input.inputMode = field.type === 'number' ? 'decimal' : 'text';
  if (field.type === 'date') box.append(calendar(input, owner, set));
  if (field.name === 'colour') box.prepend(colour(input, owner, set));
  if (field.name === 'similar') box.append(picture(input));
  if (isOffered(field)) complete(input, valuesOf(field.name), value => { input.value = value; set(value); });
  return box;
}

/** Whether there are values to be offered. @param {Field} field */
const isOffered = field => field.type === 'date' || (field.type === 'text' && field.example !== '') || field.type === 'value' && field.name.startsWith('field.');

/** What can be typed, as the example of the field has it. @param {Field} field */
const hint = field => field.type === 'date' ? '2024-05, 7d' : /^[^:<>=]+[:<>=]+"?([^"…]*)"?$/u.exec(field.example)?.[1] ?? '';

/** @param {string} value @param {string} label */
const text = (value, label) => Object.assign(document.createElement('input'), { className: 'input', type: 'text', value, ariaLabel: label, spellcheck: false, autocomplete: 'off', dir: 'auto' });

/** @param {{value: string, label: string}[]} options @param {Row} row @param {number} at @param {string} label @param {(text: string) => void} set */
function choice(options, row, at, label, set) {
  const select = Object.assign(document.createElement('select'), { className: 'input', ariaLabel: label });
  select.append(new Option('', ''), ...options.map(one => new Option(one.label, one.value)));
  select.value = shown(row.values[at]);
  select.addEventListener('change', () => set(select.value));
  return select;
}

/** Several options, each a box to tick. @param {Row} row @param {Field} field @param {Owner} owner */
function choices(row, field, owner) {
  return (field.options ?? []).map(option => {
    const label = Object.assign(document.createElement('label'), { className: 'qb-choice' });
    const box = Object.assign(document.createElement('input'), { className: 'check', type: 'checkbox', checked: row.values.some(value => shown(value) === option.value) });
    box.addEventListener('change', () => {
      row.values = (field.options ?? []).map(one => one.value).filter(value => value === option.value ? box.checked : row.values.some(one => shown(one) === value));
      owner.changed();
    });
    label.append(box, option.label);
    return label;
  });
}

/** Several values, each to be taken away, and a box in which Enter adds one. @param {HTMLElement} place @param {Row} row @param {Field} field @param {Owner} owner @returns {HTMLElement[]} */
function tokens(place, row, field, owner) {
  const input = text('', owner.words.more ?? '');
  input.placeholder = owner.words.more ?? '';
  const again = (/** @type {boolean} */ focus) => { drawValues(place, row, field, owner); if (focus) place.querySelector('input')?.focus(); };
  const add = (/** @type {string} */ value, focus = true) => {
    // The box is empty before it goes: what is left in it would count once more.
    input.value = '';
    if (value.trim()) row.values = [...row.values.filter(one => shown(one) !== '' && shown(one) !== value.trim()), value.trim()];
    owner.changed();
    again(focus);
  };
  const box = Object.assign(document.createElement('span'), { className: 'qb-box' });
  box.append(input);
  // Before what follows: Enter takes what is chosen first.
  if (isOffered(field)) complete(input, valuesOf(field.name), add);
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter' && input.value.trim() && !event.defaultPrevented) { event.preventDefault(); add(input.value); }
    else if (event.key === 'Backspace' && !input.value && row.values.length) { row.values.pop(); owner.changed(); again(true); }
  });
  // What was typed and is left counts. Redrawn when the focus is where it goes.
  input.addEventListener('change', () => { const { value } = input; if (value.trim()) setTimeout(() => { if (input.isConnected && input.value === value) add(value, false); }); });
  return [...row.values.filter(value => shown(value) !== '').map((value, at) => token(shown(value), owner, () => { row.values.splice(at, 1); owner.changed(); again(true); })), box];
}

/** @param {string} value @param {Owner} owner @param {() => void} remove */
function token(value, owner, remove) {
  const node = Object.assign(document.createElement('span'), { className: 'chip' });
  const name = (owner.words.remove ?? '').replace('{0}', value);
  const button = Object.assign(document.createElement('button'), { className: 'chip-x', type: 'button', ariaLabel: name, title: name });
  button.append(icon('x', true));
  button.addEventListener('click', remove);
  node.append(Object.assign(document.createElement('b'), { className: 'truncate', textContent: value, dir: 'auto' }), button);
  return node;
}

/** A day from a calendar. @param {HTMLInputElement} input @param {Owner} owner @param {(text: string) => void} set */
function calendar(input, owner, set) {
  const button = Object.assign(document.createElement('button'), { className: 'icon-button icon-button-s', type: 'button', ariaLabel: owner.words.calendar ?? '', title: owner.words.calendar ?? '' });
  const day = Object.assign(document.createElement('input'), { type: 'date', className: 'qb-day', tabIndex: -1, ariaHidden: 'true' });
  button.append(icon('clock', true), day);
  button.addEventListener('click', () => { day.value = /^\d{4}-\d\d-\d\d$/u.test(input.value) ? input.value : ''; day.showPicker(); });
  day.addEventListener('change', () => { if (day.value) { input.value = day.value; set(day.value); input.focus(); } });
  return button;
}

/** A colour from the palette of the browser. @param {HTMLInputElement} input @param {Owner} owner @param {(text: string) => void} set */
function colour(input, owner, set) {
  const pick = Object.assign(document.createElement('input'), { type: 'color', className: 'qb-colour', ariaLabel: owner.words.colour ?? '', title: owner.words.colour ?? '' });
  const show = () => {
    const digits = /^"?#?([0-9a-f]{3}|[0-9a-f]{6})"?$/iu.exec(input.value.trim())?.[1];
    if (digits) pick.value = '#' + (digits.length === 3 ? digits.replace(/./gu, '$&$&') : digits).toLowerCase();
  };
  input.addEventListener('input', show);
  pick.addEventListener('input', () => { input.value = pick.value; set(pick.value); });
  show();
  return pick;
}

/** The picture of an asset by its id. @param {HTMLInputElement} input */
function picture(input) {
  const image = Object.assign(document.createElement('img'), { className: 'thumb', alt: '', hidden: true });
  const look = () => {
    const id = /^"?([0-9a-f]{24})(?:@|"|$)/u.exec(input.value.trim())?.[1];
    if (id && image.dataset.of !== id) { image.dataset.of = id; image.src = `/api/assets/${id}/thumbnail`; }
    if (!id) { delete image.dataset.of; image.hidden = true; }
  };
  image.addEventListener('load', () => { image.hidden = false; });
  image.addEventListener('error', () => { image.hidden = true; });
  input.addEventListener('input', look);
  look();
  return image;
}
