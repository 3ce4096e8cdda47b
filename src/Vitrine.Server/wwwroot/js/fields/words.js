// Options and rules as lines of text, which can be pasted by the thousand.

/**
 * One option a line: value | label | #colour | synonym, synonym | concept, concept. In a tree two blanks more are one level deeper.
 * @param {any[]} all
 */
export function lines(all) {
  const children = Map.groupBy(all, one => one.parent ?? '');
  const written = (/** @type {any} */ one, /** @type {number} */ deep) => {
    const parts = [one.value, one.label ?? '', one.colour ?? '', (one.synonyms ?? []).join(', '), (one.concepts ?? []).join(', ')];
    while (parts.length > 1 && parts.at(-1) === '') parts.pop();
    return '  '.repeat(deep) + parts.join(' | ');
  };
  const below = (/** @type {string} */ parent, /** @type {number} */ deep) => /** @type {string[]} */ ((children.get(parent) ?? []).flatMap(one => [written(one, deep), ...below(one.value, deep + 1)]));
  return below('', 0).join('\n');
}

/** @param {string} text @param {boolean} tree */
export function options(text, tree) {
  /** @type {{deep: number, value: string}[]} */
  const above = [];
  return text.split('\n').filter(line => line.trim()).map(line => {
    const [value, label, colour, synonyms, concepts] = line.split('|').map(part => part.trim());
    const deep = /^[\t ]*/.exec(line)?.[0].replaceAll('\t', '  ').length ?? 0;
    while (above.length && /** @type {any} */ (above.at(-1)).deep >= deep) above.pop();
    const parent = tree ? above.at(-1)?.value : undefined;
    above.push({ deep, value });
    return { value, ...(label && { label }), ...(colour && { colour }), ...(parent && { parent }), ...(synonyms && { synonyms: list(synonyms) }), ...(concepts && { concepts: list(concepts) }) };
  });
}

/** One rule a line: field = value, value -> option, option. @param {any[]} rules */
export const rulesText = rules => rules.map(rule => `${rule.when.field} = ${rule.when.in.join(', ')}${rule.options ? ` -> ${rule.options.join(', ')}` : ''}`).join('\n');

/** @param {string} text */
export const rulesOf = text => text.split('\n').filter(line => line.trim()).map(line => {
  const [when, then] = line.split('->'), [field, values = ''] = when.split('=');
  return { when: { field: field.trim(), in: list(values) }, ...(then !== undefined && { options: list(then) }) };
});

/** @param {string} text */
const list = text => text.split(',').map(one => one.trim()).filter(Boolean);
