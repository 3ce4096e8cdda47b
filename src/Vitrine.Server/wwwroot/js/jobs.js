// Long work: waits until a job has ended, shows how far it is after a second, offers to undo it.
import { ApiError, get, post } from './api.js';
import { changed } from './live.js';
import { count, say } from './say.js';
import { toast } from './toast.js';

const pause = (/** @type {number} */ ms) => new Promise(done => setTimeout(done, ms));

/**
 * @param {string} url @param {object} body
 * @param {(changed: number) => string} says what the toast says at the end
 * @param {() => void} [back] takes it back where the job itself cannot
 * @returns {Promise<any>} the JobView, or null where it failed; the toast has said why
 */
export async function run(url, body, says, back) {
  try {
    const { job: id } = await post(url, body);
    const job = await end(id);
    changed();
    if (job.state === 'failed') { toast(job.message ?? say('job.failed'), { bad: true }); return null; }
    toast(says(job.changed), job.canUndo ? { undo: () => undo(id) } : back ? { undo: back } : {});
    return job;
  } catch (error) {
    toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
    return null;
  }
}

/** Takes a job back. @param {string} id */
export async function undo(id) {
  try {
    const answer = await post(`/api/jobs/${id}/undo`);
    await end(answer?.job ?? id);
    toast(say('undone'));
  } catch (error) {
    toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
  }
  changed();
}

/** @param {string} id */
async function end(id) {
  const began = performance.now();
  for (let wait = 60; ; wait = Math.min(1_000, wait * 1.6)) {
    const job = await get(`/api/jobs/${id}`);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    if (performance.now() - began > 1_000) toast(job.total > 0 ? say('job.going', job.done, job.total) : count('job.so-far', job.done), { keep: true });
    await pause(wait);
  }
}
