// Files on their way in: dropped anywhere on the page or chosen; three at a time, each with its progress and its outcome.
import { get } from '../api.js';
import { open } from '../dialogs.js';
import { icon } from '../dom.js';
import { chosen, dropped } from '../files.js';
import { changed } from '../live.js';
import { count, say, size } from '../say.js';

/** @typedef {{file: File, folder: string, state: 'wait'|'run'|'done'|'empty'|'failed', sent: number, note: string, id?: string}} Queued */

const together = 3, listed = 200;

class UploadQueue extends HTMLElement {
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  veil = /** @type {HTMLElement} */ (this.querySelector('[data-veil]'));
  /** @type {Queued[]} */
  #queue = [];
  #running = 0;
  #began = 0;
  #depth = 0;

  connectedCallback() {
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[data-files]'))) {
      input.addEventListener('change', () => { this.add(chosen(input.files)); input.value = ''; });
    }
    const files = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
    addEventListener('dragenter', event => { if (files(event)) { this.#depth += 1; this.veil.hidden = false; } });
    addEventListener('dragleave', () => { this.#depth = Math.max(0, this.#depth - 1); this.veil.hidden = this.#depth === 0; });
    addEventListener('dragover', event => { if (files(event)) event.preventDefault(); });
    addEventListener('drop', async event => {
      if (!files(event) || !event.dataTransfer) return;
      event.preventDefault();
      this.#depth = 0;
      this.veil.hidden = true;
      this.add(await dropped(event.dataTransfer));
    });
    addEventListener('beforeunload', event => { if (this.#running) event.preventDefault(); });
    this.setAttribute('ready', '');
  }

  /** @param {import('../files.js').Found[]} found */
  add(found) {
    if (!found.length) return;
    if (!this.#running) { this.#queue = this.#queue.filter(one => one.state === 'failed'); this.#began = performance.now(); }
    this.#queue.push(...found.map(one => ({ ...one, state: /** @type {const} */ ('wait'), sent: 0, note: say('upload.waiting') })));
    open(this.dialog);
    this.#draw();
    for (let i = 0; i < together; i += 1) this.#next();
  }

  async #next() {
    const one = this.#queue.find(each => each.state === 'wait');
    if (!one || this.#running >= together) return;
    this.#running += 1;
    one.state = 'run';
    try {
      const asset = await this.#send(one);
      one.id = asset.id;
      one.state = one.file.size ? 'done' : 'empty';
      one.note = one.file.size ? await this.#outcome(asset) : say('upload.empty');
    } catch (error) {
      one.state = 'failed';
      one.note = error instanceof Error ? error.message : say('offline');
    }
    one.sent = one.file.size;
    this.#running -= 1;
    this.#draw();
    changed();
    // An empty library shows a welcome in place of the grid.
    if (!this.#running && document.querySelector('.welcome') && this.#queue.some(each => each.id)) location.reload();
    this.#next();
  }

  /** That a file is in, and which other asset has the same bytes. @param {any} asset */
  async #outcome({ duplicateOf }) {
    const twin = duplicateOf ? await get(`/api/assets/${duplicateOf}`).catch(() => null) : null;
    return twin ? say('upload.twin', twin.name) : say('upload.in');
  }

  /** @param {Queued} one @returns {Promise<any>} the asset */
  #send(one) {
    const form = new FormData(), request = new XMLHttpRequest();
    if (one.folder) form.append('folder', one.folder);
    form.append('file', one.file, one.file.name);
    return new Promise((done, fail) => {
      request.open('POST', '/api/assets');
      request.responseType = 'json';
      request.upload.addEventListener('progress', event => { one.sent = Math.min(one.file.size, event.loaded); one.note = `${size(one.sent)} / ${size(one.file.size)}`; this.#draw(); });
      request.addEventListener('load', () => {
        const answer = request.response;
        if (request.status < 300) done(answer); else fail(new Error(answer?.detail ?? answer?.title ?? `${request.status} ${request.statusText}`));
      });
      request.addEventListener('error', () => fail(new Error(say('upload.offline'))));
      request.send(form);
    });
  }

  #drawn = 0;
  #draw() {
    if (this.#drawn) return;
    this.#drawn = requestAnimationFrame(() => { this.#drawn = 0; this.#paint(); });
  }

  #paint() {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`));
    const all = this.#queue, total = all.reduce((sum, one) => sum + one.file.size, 0), sent = all.reduce((sum, one) => sum + one.sent, 0);
    const failed = all.filter(one => one.state === 'failed').length, here = all.filter(one => one.state === 'done' || one.state === 'empty').length;
    part('progress').hidden = !all.length;
    /** @type {HTMLProgressElement} */ (part('progress').firstElementChild).value = total ? sent / total : 1;
    part('title').textContent = this.#running ? count('upload.going', all.length) : count('upload.ended', here);
    const rate = sent / Math.max(0.5, (performance.now() - this.#began) / 1000), left = (total - sent) / Math.max(1, rate);
    part('left').textContent = this.#running && total ? `${size(sent)} / ${size(total)} · ${count('seconds-left', Math.ceil(left))}` : '';
    part('says').textContent = failed ? count('upload.failed', failed) : all.length ? say('upload.here', here, all.length) : '';
    const order = { failed: 0, empty: 1, run: 2, wait: 3, done: 4 };
    const shown = [...all].sort((a, b) => order[a.state] - order[b.state]).slice(0, listed);
    part('list').replaceChildren(...shown.map(one => this.#row(one)));
  }

  /** @param {Queued} one */
  #row(one) {
    const row = document.createElement('li'), grow = document.createElement('div'), line = document.createElement('div'), thumb = document.createElement('span');
    row.className = 'queued';
    row.dataset.state = one.state;
    thumb.className = 'thumb';
    thumb.append(icon(one.state === 'failed' || one.state === 'empty' ? 'warn' : one.state === 'done' ? 'check' : one.file.type.startsWith('video') ? 'video' : one.file.type.startsWith('image') ? 'photo' : 'document'));
    grow.className = 'grow';
    line.className = 'row';
    const name = document.createElement(one.id ? 'a' : 'b');
    if (name instanceof HTMLAnchorElement) name.href = `/assets/${one.id}`;
    name.className = 'truncate';
    name.textContent = one.folder ? `${one.folder}/${one.file.name}` : one.file.name;
    line.append(name, Object.assign(document.createElement('span'), { className: 'quiet small queued-note', textContent: one.note }));
    grow.append(line);
    if (one.state === 'run') grow.append(Object.assign(document.createElement('progress'), { className: 'bar', max: one.file.size || 1, value: one.sent, ariaLabel: one.file.name }));
    row.append(thumb, grow);
    return row;
  }
}
customElements.define('upload-queue', UploadQueue);
