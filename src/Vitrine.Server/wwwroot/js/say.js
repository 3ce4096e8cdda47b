// Sentences of the page's language, which the server put into the page; numbers and times in the reader's locale.
const sentences = JSON.parse(document.getElementById('sentences')?.textContent ?? '{}');
const lang = document.documentElement.lang;
// The reader's own variety of the page's language decides about 9:12 and 09:12.
const locale = navigator.languages.find(one => one.split('-')[0] === lang) ?? (lang || undefined);
const numbers = new Intl.NumberFormat(locale);

const shown = (/** @type {string|number|undefined} */ value) => typeof value === 'number' ? numbers.format(value) : value ?? '';

/**
 * The sentence of a key with its holes {0}… filled.
 * @param {string} key @param {...(string|number)} values
 */
export const say = (key, ...values) =>
  (sentences[key] ?? key).replace(/\{(\d)\}/g, (/** @type {string} */ _, /** @type {string} */ n) => shown(values[Number(n)]));

/** A sentence that counts: key.one or key.other. @param {string} key @param {number} n @param {...(string|number)} more */
export const count = (key, n, ...more) => say(n === 1 ? `${key}.one` : `${key}.other`, n, ...more);

/** A folder's path for people; nothing at the top. @param {string} path */
export const folder = path => path.replace(/^\/|\/$/g, '').replaceAll('/', ' / ');

/** @param {number} n */
export const number = n => numbers.format(n);

/** A size in kB, MB… of 1,000 each. @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (bytes >= 999.5 && unit < units.length - 1) { bytes /= 1000; unit += 1; }
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: unit && bytes < 10 ? 1 : 0 }).format(bytes)} ${units[unit]}`;
}

/** How long something still takes. @param {number} seconds */
export const left = seconds => seconds < 90 ? count('seconds-left', Math.ceil(seconds)) : seconds < 5_400 ? count('minutes-left', Math.round(seconds / 60)) : count('hours-left', Math.round(seconds / 3_600));

/** A playing time. @param {number} ms */
export function clock(ms) {
  const s = Math.floor(ms / 1000), two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** A day as a heading; a part of a date stays as it is. @param {string} iso yyyy, yyyy-MM or yyyy-MM-dd… @param {boolean} [year] whether also this year is named */
export function day(iso, year) {
  if (iso.length < 10) return month(iso);
  const at = new Date(iso.length > 10 ? iso : `${iso}T12:00:00`), now = new Date();
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({ weekday: 'long', day: 'numeric', month: 'long' });
  if (at.toDateString() === now.toDateString()) return say('today');
  if (year || at.getFullYear() !== now.getFullYear()) { options.year = 'numeric'; delete options.weekday; }
  return at.toLocaleDateString(locale, options);
}

const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });

/** A day in a column; what is known in part only stays as it is. @param {string} iso yyyy, yyyy-MM or yyyy-MM-dd… */
export const shortDate = iso => iso.length < 10 ? iso : short.format(new Date(iso.length > 10 ? iso : `${iso}T12:00:00`));

const months = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric' });

/** A month with its year. @param {string} iso yyyy-MM or yyyy */
export const month = iso => iso.length < 7 ? iso : months.format(new Date(`${iso.slice(0, 7)}-15T12:00:00`));

/** A month as a heading. @param {string} iso yyyy-MM or yyyy */
export const longMonth = iso => iso.length < 7 ? iso : new Date(`${iso}-15T12:00:00`).toLocaleDateString(locale, { month: 'long', year: 'numeric' });

const when = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });

/** Shows moments below a node in the reader's own time zone. @param {ParentNode} root */
export function localTimes(root) {
  for (const stamp of root.querySelectorAll('time[data-when]')) {
    const at = new Date(stamp.getAttribute('datetime') ?? '');
    if (!Number.isNaN(+at)) stamp.textContent = at.toDateString() === new Date().toDateString() ? `${say('today')}, ${time.format(at)}` : when.format(at);
  }
}
