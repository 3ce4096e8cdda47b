// What the server is doing, shared by all parts of a page: server-sent events, and polling where they do not come.
import { get } from './api.js';
import { atMost } from './dom.js';

/** Fires `change` (something that can be searched changed) and `activity` (work began, went on or ended). */
export const live = new EventTarget();

/** @type {any} the last ActivityView */
export let activity = null;

const tell = (/** @type {string} */ what) => live.dispatchEvent(new Event(what));

const look = atMost(async () => {
  try { activity = await get('/api/activity'); } catch { return; }
  const working = !activity.paused && (activity.queued + activity.running > 0 || activity.jobs?.some((/** @type {any} */ job) => job.state === 'running' || job.state === 'queued'));
  for (const mark of document.querySelectorAll('[data-working]')) mark.toggleAttribute('hidden', !working);
  tell('activity');
}, 1_000);

/** Says that this page changed something, so that its parts need not wait for the server to say so. */
export const changed = () => { live.dispatchEvent(new CustomEvent('change', { detail: 'own' })); look(); };

if (document.querySelector('.app')) {
  look();
  const events = new EventSource('/events');
  events.addEventListener('change', () => { tell('change'); look(); });
  // Without events: look now and then while the page is seen.
  setInterval(() => { if (document.visibilityState === 'visible' && (events.readyState !== EventSource.OPEN || activity?.queued + activity?.running > 0)) { look(); tell('change'); } }, 3_000);
  addEventListener('pagehide', () => events.close());
}
