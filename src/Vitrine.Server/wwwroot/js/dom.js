// Small things of the document that several modules need.

/** An icon of the sprite. @param {string} name @param {boolean} [small] */
export function icon(name, small) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', small ? 'icon icon-s' : 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `/img/icons.svg#i-${name}`);
  svg.append(use);
  return svg;
}

/** Whether keys typed here are text, so that single keys must not act. @param {EventTarget | null} target */
export const isTyping = target =>
  target instanceof Element && target.matches('input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable]');

/** A key without Ctrl, Alt or Meta outside text. @param {KeyboardEvent} event */
export const isPlainKey = event => !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target));

/** Placeholder colours are data; the content security policy forbids style attributes, so they become properties here. @param {ParentNode} root */
export function tones(root) {
  for (const one of root.querySelectorAll('[data-tone]')) {
    if (one instanceof HTMLElement && /^#[0-9a-f]{6}$/i.test(one.dataset.tone ?? '')) one.style.setProperty('--tone', one.dataset.tone ?? '');
  }
}

/**
 * Calls at most once in a while, the last call always.
 * @template {(...values: any[]) => void} F @param {F} act @param {number} wait milliseconds @returns {F}
 */
export function atMost(act, wait) {
  let last = 0, timer = 0;
  return /** @type {F} */ ((...values) => {
    clearTimeout(timer);
    const run = () => { last = performance.now(); act(...values); };
    const rest = wait - (performance.now() - last);
    if (rest <= 0) run(); else timer = setTimeout(run, rest);
  });
}
