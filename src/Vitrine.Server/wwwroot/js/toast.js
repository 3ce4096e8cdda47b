// Says what was done and offers to undo it for ten seconds. One at a time; what is under the pointer or has the focus stays.
import { say } from './say.js';
import { icon } from './dom.js';

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * @param {string} text
 * @param {{undo?: () => void, bad?: boolean, keep?: boolean}} [options] keep: stays until replaced, for work that goes on
 */
export function toast(text, options = {}) {
  const place = document.getElementById('toasts');
  if (!place) return;
  clearTimeout(timer);
  const box = document.createElement('div');
  box.className = options.bad ? 'toast toast-bad' : 'toast';
  box.append(Object.assign(document.createElement('span'), { className: 'grow', textContent: text }));
  if (options.undo) box.append(button('button', [icon('undo'), say('undo')], () => { close(); options.undo?.(); }));
  box.append(button('icon-button', [icon('x', true)], close, say('dismiss')));
  place.replaceChildren(box);
  if (!options.keep) timer = setTimeout(fade, 10_000);

  function fade() { if (box.matches(':hover, :focus-within')) timer = setTimeout(fade, 2_000); else close(); }
  function close() { box.remove(); }
}

/** @param {string} name @param {(Node|string)[]} inside @param {() => void} act @param {string} [label] */
function button(name, inside, act, label) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = name;
  if (label) made.ariaLabel = label;
  made.append(...inside);
  made.addEventListener('click', act);
  return made;
}
