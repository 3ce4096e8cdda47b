// Draws the groups and rows of a query from the templates that the server sent, and ties their controls to them.
import { complete, embeddedNames, valuesOf } from './complete.js';
import { drawValues } from './values.js';
import { takes } from './tree.js';

/** @typedef {import('./tree.js').Node} Node */
/** @typedef {import('./tree.js').Row} Row */
/** @typedef {import('./tree.js').Claim} Claim */
/** @typedef {import('./tree.js').Group} Group */
/** @typedef {import('./values.js').Field} Field */
/** @typedef {{words: DOMStringMap, fields: Map<string, Field>, host: HTMLElement, changed: () => void, redraw: (focus: Node, part?: string) => void, about: (help: string) => void}} Owner */

/** @param {HTMLElement} host @param {string} name @returns {HTMLElement} */
const copy = (host, name) => /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (host.querySelector(`template[data-of="${name}"]`)).content.firstElementChild?.cloneNode(true));

/** @template {HTMLElement} T @param {HTMLElement} node @param {string} name @returns {T} */
export const part = (node, name) => /** @type {T} */ (node.querySelector(`:scope > .qb-line > [data-part="${name}"]`));

/** What stands where, for keys and mistakes. @type {WeakMap<Element, Node>} */
const nodes = new WeakMap();
/** @param {Element | null} element @returns {Node | undefined} the node around an element */
export const nodeAt = element => nodes.get(/** @type {Element} */ (element?.closest('[data-node]')));

/** @param {Node} node @param {Owner} owner @param {Claim | null} [claim] what it is a part of @param {boolean} [root] @returns {HTMLElement} */
export function draw(node, owner, claim = null, root = false) {
  const drawn = node.kind === 'row' ? drawRow(node, owner, claim) : node.kind === 'claim' ? drawClaim(node, owner) : drawGroup(node, owner, root);
  nodes.set(drawn, node);
  return drawn;
}

/** @param {Group} group @param {Owner} owner @param {boolean} root */
function drawGroup(group, owner, root) {
  const node = copy(owner.host, 'group'), join = /** @type {HTMLSelectElement} */ (part(node, 'join'));
  join.value = group.join;
  join.addEventListener('change', () => { group.join = /** @type {any} */ (join.value); node.dataset.join = group.join; owner.changed(); });
  node.dataset.join = group.join;
  if (root) node.querySelector(':scope > .qb-line > .qb-tools')?.remove();
  node.querySelector(':scope > [data-nodes]')?.append(...group.nodes.map(inner => draw(inner, owner)));
  return node;
}

/** @param {Claim} claim @param {Owner} owner */
function drawClaim(claim, owner) {
  const node = copy(owner.host, 'claim');
  negation(node, claim, owner);
  kinds(node, claim, `${claim.field}(`, owner, null);
  const what = /** @type {HTMLInputElement} */ (node.querySelector('[data-part="what"]'));
  what.value = claim.what;
  const set = (/** @type {string} */ text) => { claim.what = text; owner.changed(); };
  what.addEventListener('input', () => set(what.value));
  complete(what, valuesOf(claim.field), value => { what.value = value; set(value); });
  node.querySelector(':scope > [data-nodes]')?.append(...claim.nodes.map(inner => draw(inner, owner, claim)));
  return node;
}

/** @param {Row} row @param {Owner} owner @param {Claim | null} claim */
function drawRow(row, owner, claim) {
  const node = copy(owner.host, 'row');
  negation(node, row, owner);
  if (claim) node.querySelector('[data-act="wrap"]')?.remove();
  const { field, name } = fieldOf(row, owner);
  kinds(node, row, field.named ? `${field.name}.` : field.name, owner, claim);
  node.dataset.type = field.type;
  const named = /** @type {HTMLElement} */ (part(node, 'name')), input = /** @type {HTMLInputElement} */ (named.querySelector('input'));
  named.hidden = !field.named;
  input.value = name;
  const rename = (/** @type {string} */ text) => { row.field = `${field.name}.${text.trim()}`; owner.changed(); };
  input.addEventListener('input', () => rename(input.value));
  if (field.name === 'embedded') complete(input, embeddedNames, value => { input.value = value; rename(value); });
  const operator = /** @type {HTMLSelectElement} */ (part(node, 'operator'));
  operator.hidden = field.operators.length === 0;
  // Of one alone there is nothing to choose.
  operator.disabled = field.operators.length === 1;
  operator.append(...field.operators.map(sign => new Option(owner.words[wordOf(sign, field.type)] ?? owner.words[wordOf(sign, '')] ?? sign, sign)));
  operator.value = row.operator;
  const place = /** @type {HTMLElement} */ (part(node, 'values'));
  operator.addEventListener('change', () => {
    row.operator = operator.value;
    if (takes(row.operator) < row.values.length) row.values.length = takes(row.operator);
    drawValues(place, row, field, owner);
    owner.changed();
  });
  drawValues(place, row, field, owner);
  node.addEventListener('focusin', () => owner.about(field.help ? `${field.label}: ${field.help}` : ''));
  return node;
}

/** The attribute under which the words for an operator stand, with dates apart. @param {string} sign @param {string} type */
const wordOf = (sign, type) => `op${{ ':': 'Is', '<': 'Less', '<=': 'AtMost', '>': 'Greater', '>=': 'AtLeast', '==': 'Exactly', IN: 'In', HAS: 'Has', EXISTS: 'Exists', BETWEEN: 'Between' }[sign] ?? ''}${type === 'date' ? 'Date' : ''}`;

/** The field of a row, and of those of any name the name. @param {Row} row @param {Owner} owner @returns {{field: Field, name: string}} */
function fieldOf(row, owner) {
  const known = owner.fields.get(row.field), [prefix] = row.field.split('.', 1);
  if (known && !known.named) return { field: known, name: '' };
  const field = owner.fields.get(prefix);
  return field ? { field, name: row.field.slice(prefix.length + 1) } : { field: { name: row.field, label: row.field, type: 'text', help: '', example: '', operators: [row.operator] }, name: '' };
}

/** @param {HTMLElement} node @param {Row | Claim} of @param {Owner} owner */
function negation(node, of, owner) {
  const button = part(node, 'not');
  button.ariaPressed = String(of.negated);
  button.addEventListener('click', () => { of.negated = !of.negated; button.ariaPressed = String(of.negated); owner.changed(); });
}

/** What a row asks for: choosing another makes it another row. @param {HTMLElement} node @param {Row | Claim} of @param {string} chosen @param {Owner} owner @param {Claim | null} claim */
function kinds(node, of, chosen, owner, claim) {
  const select = /** @type {HTMLSelectElement} */ (part(node, 'field'));
  if (claim) {
    const parts = owner.fields.get(claim.field)?.parts ?? [];
    select.replaceChildren(...parts.map(name => new Option(owner.fields.get(name)?.label ?? name, name)));
  } else select.append(...menu(owner));
  if (![...select.options].some(option => option.value === chosen)) select.append(new Option(chosen, chosen));
  select.value = chosen;
  select.addEventListener('change', () => { become(of, select.value, owner); owner.changed(); owner.redraw(of, 'field'); });
}

/** All that can be asked for: the library's own fields last. @param {Owner} owner */
function menu(owner) {
  const own = [], all = [];
  for (const field of owner.fields.values()) {
    if (field.type === 'special') continue;
    (field.name.startsWith('field.') ? own : all).push(new Option(field.label, field.named ? `${field.name}.` : field.name));
  }
  const group = (/** @type {string | undefined} */ label, /** @type {HTMLOptionElement[]} */ options) => { const one = document.createElement('optgroup'); one.label = label ?? ''; one.append(...options); return one; };
  const texts = ['words', 'phrase', 'tag(', 'person(', 'query'].map(name => new Option(owner.words[{ 'tag(': 'claimTag', 'person(': 'claimPerson' }[name] ?? name] ?? name, name));
  return [group(owner.words.texts, texts), group(owner.words.fields, all), ...own.length ? [group(owner.words.own, own)] : []];
}

/** Keeps of a node what the new field can still say. @param {Row | Claim} of @param {string} name @param {Owner} owner */
function become(of, name, owner) {
  if (name.endsWith('(')) Object.assign(of, { kind: 'claim', field: name.slice(0, -1), what: of.kind === 'claim' ? of.what : '', nodes: [] });
  else {
    const field = owner.fields.get(name.replace(/\.$/u, '')), was = of.kind === 'row' ? owner.fields.get(of.field) : undefined;
    const values = of.kind === 'row' && field && was?.type === field.type && field.type !== 'choice' ? of.values : [];
    const operator = of.kind === 'row' && field?.operators.includes(of.operator) ? of.operator : field?.operators[0] ?? ':';
    Object.assign(of, { kind: 'row', field: name, operator, values: values.slice(0, takes(operator)) });
  }
}
