// A query as the builder holds it: groups with rows and groups in them. Read from the JSON form of a query and written as it; what is not finished is left out.

/** @typedef {string | {phrase: string}} Value */
/** @typedef {{kind: 'group', join: Join, nodes: Node[]}} Group */
/** @typedef {{kind: 'claim', field: string, what: string, negated: boolean, nodes: Row[]}} Claim */
/** @typedef {{kind: 'row', field: string, operator: string, negated: boolean, values: Value[]}} Row  field: of the list of fields, or words, phrase or query, which have one value */
/** @typedef {Group | Claim | Row} Node */
/** @typedef {'all' | 'any' | 'none' | 'notall'} Join */

/** What is no field and still stands in a row. */
export const texts = ['words', 'phrase', 'query'];

/** @returns {Row} one that is not finished */
export const row = (field = 'tag', operator = ':') => ({ kind: 'row', field, operator, negated: false, values: [] });

/** @param {any} json @returns {Group} */
export function read(json) {
  if (!Object.keys(json).length) return { kind: 'group', join: 'all', nodes: [] };
  const node = one(json, false);
  return node.kind === 'group' ? node : { kind: 'group', join: 'all', nodes: [node] };
}

/** @param {any} json @param {boolean} negated @returns {Node} */
function one(json, negated) {
  if (json.not) return one(json.not, !negated);
  if (json.all) return { kind: 'group', join: negated ? 'notall' : 'all', nodes: joined(json.all.map((/** @type {any} */ part) => one(part, false))) };
  if (json.any) return { kind: 'group', join: negated ? 'none' : 'any', nodes: json.any.map((/** @type {any} */ part) => one(part, false)) };
  if (json.claim) return { kind: 'claim', field: json.claim, what: json.what ?? '', negated, nodes: (json.where ?? []).map((/** @type {any} */ part) => one(part, false)) };
  const text = texts.find(name => name in json);
  return text ? { kind: 'row', field: text, operator: ':', negated, values: [json[text]] }
    : { kind: 'row', field: json.field, operator: json.operator ?? ':', negated, values: json.values ?? ('value' in json ? [json.value] : []) };
}

/** Words one after the other, all of which must be there, stand in one row, as somebody would type them. @param {Node[]} nodes */
function joined(nodes) {
  /** @type {Node[]} */
  const rows = [];
  for (const node of nodes) {
    const last = rows.at(-1);
    if (isWords(node) && last && isWords(last)) last.values = [`${last.values[0]} ${node.values[0]}`]; else rows.push(node);
  }
  return rows;
}

/** @param {Node} node @returns {node is Row} */
const isWords = node => node.kind === 'row' && node.field === 'words' && !node.negated;

/** The text of a value as somebody types it: a phrase in quotation marks. @param {Value | undefined} value */
export const shown = value => value === undefined ? '' : typeof value === 'object' ? `"${value.phrase}"` : value;

/** @param {string} text @returns {Value} */
export function typed(text) {
  const phrase = /^"([^"]+)"$/.exec(text.trim());
  return phrase ? { phrase: phrase[1] } : text;
}

/** @param {Value} value */
const isThere = value => shown(value).trim() !== '';

/** How many values an operator takes: none, one, two, or any number. @param {string} operator */
export const takes = operator => operator === 'EXISTS' ? 0 : operator === 'BETWEEN' ? 2 : operator === 'IN' ? Infinity : 1;

/** Whether a row says something. @param {Row} node */
export function isDone(node) {
  const values = node.values.filter(isThere).length, wanted = takes(node.operator);
  return !node.field.endsWith('.') && (wanted === Infinity ? values > 0 : values === wanted);
}

/**
 * The JSON form of a node; null where nothing in it is finished.
 * @param {Node} node @param {string} at where it will stand, as a JSON pointer @param {Map<string, Node>} places filled with what stands where
 * @returns {any}
 */
export function write(node, at, places) {
  if (node.kind === 'group') {
    const negated = node.join === 'none' || node.join === 'notall', name = node.join === 'any' || node.join === 'none' ? 'any' : 'all', begin = negated ? `${at}/not` : at;
    const parts = several(node.nodes, `${begin}/${name}`, places);
    places.set(at || '/', node);
    return parts.length ? not({ [name]: parts }, negated) : null;
  }
  const own = node.negated ? `${at}/not` : at;
  places.set(at, node);
  if (node.kind === 'claim') {
    const where = several(node.nodes, `${own}/where`, places), what = node.what.trim();
    return what || where.length ? not({ claim: node.field, ...what && { what }, ...where.length && { where } }, node.negated) : null;
  }
  if (!isDone(node)) return null;
  if (node.field === 'words') {
    const words = shown(node.values[0]).trim().split(/\s+/u);
    return not(words.length > 1 ? { all: words.map(word => ({ words: word })) } : { words: words[0] }, node.negated);
  }
  if (texts.includes(node.field)) return not({ [node.field]: shown(node.values[0]) }, node.negated);
  const values = node.values.filter(isThere);
  return not({ field: node.field, operator: node.operator, ...values.length > 1 ? { values } : values.length && { value: values[0] } }, node.negated);
}

/** @param {any} json @param {boolean} negated */
const not = (json, negated) => negated ? { not: json } : json;

/** @param {Node[]} nodes @param {string} at @param {Map<string, Node>} places */
function several(nodes, at, places) {
  /** @type {any[]} */
  const parts = [];
  for (const node of nodes) {
    const json = write(node, `${at}/${parts.length}`, places);
    if (json) parts.push(json);
  }
  return parts;
}

/** Rows and claims that are not finished. @param {Node} node @returns {number} */
export const unfinished = node => node.kind === 'row' ? Number(!isDone(node))
  : node.nodes.reduce((sum, inner) => sum + unfinished(inner), node.kind === 'claim' && !node.what.trim() && !node.nodes.length ? 1 : 0);

/** What a node stands in; null for the outermost group. @param {Group | Claim} root @param {Node} node @returns {Group | Claim | null} */
export function parentOf(root, node) {
  for (const inner of /** @type {Node[]} */ (root.nodes)) {
    if (inner === node) return root;
    const found = inner.kind === 'row' ? null : parentOf(inner, node);
    if (found) return found;
  }
  return null;
}

/** Moves a node one place on, into a group that is in the way, or out of its own at its ends. @param {Group} root @param {Node} node @param {1 | -1} by @returns {boolean} whether it moved */
export function move(root, node, by) {
  const parent = parentOf(root, node);
  if (!parent) return false;
  const nodes = /** @type {Node[]} */ (parent.nodes), at = nodes.indexOf(node), beside = nodes[at + by];
  const outer = beside ? null : parentOf(root, parent);
  // Parts of a claim are of that claim.
  if (!beside && (!outer || parent.kind === 'claim')) return false;
  nodes.splice(at, 1);
  if (beside?.kind === 'group') beside.nodes.splice(by > 0 ? 0 : beside.nodes.length, 0, node);
  else if (beside) nodes.splice(at + by, 0, node);
  else if (outer) /** @type {Node[]} */ (outer.nodes).splice(outer.nodes.indexOf(/** @type {any} */ (parent)) + (by > 0 ? 1 : 0), 0, node);
  return true;
}

/** Puts a group around a node: of the other kind than the one that it stands in, for in the same it would say nothing. @param {Group} root @param {Node} node @returns {Group | null} */
export function wrap(root, node) {
  const parent = parentOf(root, node);
  if (parent?.kind !== 'group') return null;
  /** @type {Group} */
  const group = { kind: 'group', join: parent.join === 'any' || parent.join === 'none' ? 'all' : 'any', nodes: [node] };
  parent.nodes.splice(parent.nodes.indexOf(node), 1, group);
  return group;
}

/** Takes a group away and leaves what is in it. @param {Group} root @param {Group} group */
export function unwrap(root, group) {
  const parent = parentOf(root, group);
  if (parent?.kind === 'group') parent.nodes.splice(parent.nodes.indexOf(group), 1, ...group.nodes);
}

/** @param {Group} root @param {Node} node @returns {Node} what to go on with: the next one, the one before, or what it stood in */
export function remove(root, node) {
  const parent = parentOf(root, node);
  if (!parent) return root;
  const nodes = /** @type {Node[]} */ (parent.nodes), at = nodes.indexOf(node);
  nodes.splice(at, 1);
  return nodes[at] ?? nodes[at - 1] ?? parent;
}
