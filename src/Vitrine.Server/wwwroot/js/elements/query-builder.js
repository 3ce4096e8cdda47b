// The query of the search box as groups of conditions, by mouse and by keyboard. The server says what it is as text, how much it finds, and where it is wrong;
// what is searched for in the end is that text, so that the builder and the box are the same query.
import { ApiError, get, post } from '../api.js';
import { draw, nodeAt } from '../builder/draw.js';
import { move, parentOf, read, remove, row, texts, unfinished, unwrap, wrap, write } from '../builder/tree.js';
import { count, say } from '../say.js';

/** @typedef {import('../builder/tree.js').Node} Node */
/** @typedef {import('../builder/tree.js').Group} Group */
/** @typedef {import('../builder/values.js').Field} Field */

/** Levels of groups that are drawn; what lies deeper stands there as text. */
const levels = 8;
/** More rows are one text: nobody reads them, and drawing them would take long. */
const mostRows = 150;
/** After a change the text is asked for, and after a longer pause what it finds; in milliseconds. */
const pause = 120, longer = 300;

class QueryBuilder extends HTMLElement {
  /** @type {Group} */
  #root = { kind: 'group', join: 'all', nodes: [] };
  /** @type {Map<string, Node>} */
  #places = new Map();
  /** @type {Map<Node, HTMLElement>} */
  #drawn = new Map();
  #asking = new AbortController();
  #timer = 0;
  #text = '';
  #wrong = false;
  #owner = /** @type {import('../builder/draw.js').Owner} */ ({});
  get dialog() { return /** @type {HTMLDialogElement} */ (this.closest('dialog')); }
  get box() { return /** @type {HTMLInputElement} */ (document.getElementById('q')); }

  connectedCallback() {
    this.dialog.addEventListener('opening', () => this.#open());
    this.dialog.addEventListener('close', () => { this.#asking.abort(); clearTimeout(this.#timer); });
    this.#open();
  }

  async #open() {
    if (!this.firstElementChild && !await this.#fetch()) return;
    const query = this.box.value;
    try {
      const answer = await post('/api/search/query', { query, phrases: 'auto', levels });
      this.#root = read(answer.filter);
      if (rows(this.#root) > mostRows) this.#root = asText(answer.query);
      this.#tell('understood', answer.understood ? this.#word('understood', query.trim()) : '');
    } catch (error) {
      if (!(error instanceof ApiError)) { this.#trouble(say('offline')); return; }
      // A text that cannot be read is kept as it is, with what is wrong with it beside it.
      this.#root = asText(query);
      this.#tell('understood', '');
    }
    if (!this.#root.nodes.length) this.#root.nodes.push(row());
    this.#redraw(this.#root.nodes[0], 'field');
    this.#changed();
    this.setAttribute('ready', '');
  }

  /** The templates and the fields, once a page. */
  async #fetch() {
    try {
      const [html, fields] = await Promise.all([fetch('/ui/builder').then(answer => answer.ok ? answer.text() : Promise.reject(new Error())), get('/api/search/fields')]);
      this.innerHTML = html;
      const words = /** @type {HTMLElement} */ (this.querySelector('[data-all-words]')).dataset;
      const own = (/** @type {string} */ name) => [name, { name, label: words[name] ?? name, type: 'special', help: words[`${name}Help`] ?? '', example: '', operators: [] }];
      this.#owner = {
        words, host: this, fields: new Map([...texts.map(own), ...fields.map((/** @type {Field} */ field) => [field.name, field])]),
        changed: () => this.#changed(), redraw: (focus, part) => this.#redraw(focus, part), about: help => this.#tell('help', help),
      };
    } catch { this.textContent = say('offline'); return false; }
    const form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
    form.addEventListener('submit', event => { event.preventDefault(); this.#search(); });
    form.addEventListener('click', event => { const button = event.target instanceof Element ? event.target.closest('[data-act]') : null; if (button instanceof HTMLElement) this.#act(button.dataset.act ?? '', nodeAt(button), 'act'); });
    form.addEventListener('keydown', event => {
      const act = event.altKey && !event.ctrlKey && !event.metaKey ? { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'wrap', ArrowLeft: 'unwrap', Enter: 'add', Delete: 'remove' }[event.key] : undefined;
      // The browser opens a list to choose from by these keys.
      if (!act || event.target instanceof HTMLSelectElement && /^(up|down)$/u.test(act)) return;
      event.preventDefault();
      const node = nodeAt(/** @type {Element} */ (event.target)), parent = node && parentOf(this.#root, node);
      if (act === 'add') this.#act('add', node?.kind === 'row' ? parent ?? undefined : node, 'key', node);
      else if (act === 'unwrap' && node?.kind !== 'group') this.#act(act, parent ?? undefined, 'key', node);
      else this.#act(act, node, 'key');
    });
    return true;
  }

  /** @param {string} act @param {Node | undefined} node @param {string} by a button, or a key @param {Node} [after] what something is put behind, or what keeps the focus */
  #act(act, node, by, after) {
    if (!node) return;
    /** @type {Node} */
    let next = node;
    const nodes = node.kind === 'row' ? [] : /** @type {Node[]} */ (node.nodes), at = after && nodes.includes(after) ? nodes.indexOf(after) + 1 : nodes.length;
    if (act === 'add') nodes.splice(at, 0, next = node.kind === 'claim' ? row(this.#owner.fields.get(node.field)?.parts?.find(name => name.endsWith('confidence')), '>') : row());
    else if (act === 'add-group') nodes.splice(at, 0, { kind: 'group', join: node.kind === 'group' && /all/u.test(node.join) ? 'any' : 'all', nodes: [next = row()] });
    else if (act === 'up' || act === 'down') { if (!move(this.#root, node, act === 'up' ? -1 : 1)) return; }
    else if (act === 'wrap') { if (node === this.#root || !wrap(this.#root, node)) return; }
    else if (act === 'unwrap') { if (node.kind !== 'group' || node === this.#root) return; unwrap(this.#root, node); next = after ?? node.nodes[0] ?? this.#root; }
    else if (act === 'remove') { if (node === this.#root) return; next = remove(this.#root, node); }
    this.#redraw(next, by === 'act' && /^(up|down|wrap)$/u.test(act) ? act : next.kind === 'group' ? 'join' : 'field');
    this.#changed();
  }

  /** Draws everything anew; the focus goes to a control of a node. @param {Node} focus @param {string} [part] */
  #redraw(focus, part) {
    this.querySelector('[data-root]')?.replaceChildren(draw(this.#root, this.#owner, null, true));
    this.#drawn = new Map([...this.querySelectorAll('[data-node]')].map(one => /** @type {[Node, HTMLElement]} */ ([/** @type {Node} */ (nodeAt(one)), one])));
    const node = this.#drawn.get(focus), find = (/** @type {string | undefined} */ name) => /** @type {HTMLElement | null | undefined} */ (node?.querySelector(`:scope > .qb-line > [data-part="${name}"], :scope > .qb-line > .qb-tools > [data-act="${name}"]`));
    if (this.dialog.open) (find(part) ?? find('field') ?? find('join'))?.focus({ preventScroll: false });
  }

  /** Something is other than it was: what it says now is asked for. */
  #changed() {
    this.#asking.abort();
    clearTimeout(this.#timer);
    this.#tell('count', '…');
    this.#timer = setTimeout(() => this.#ask(), pause);
  }

  /** @returns {Promise<boolean>} whether what stands there can be searched for */
  async #ask() {
    clearTimeout(this.#timer);
    this.#asking.abort();
    const asking = this.#asking = new AbortController(), { signal } = asking;
    this.#places = new Map();
    const filter = write(this.#root, '', this.#places) ?? {}, open = unfinished(this.#root);
    this.#tell('open', open ? this.#word(open === 1 ? 'openOne' : 'openOther', String(open)) : '');
    try {
      const answer = await post('/api/search/query', { filter, phrases: 'auto' }, signal);
      this.#clear();
      this.#text = answer.query;
      this.#tell('text', answer.query || this.#word('everything'));
      this.#timer = setTimeout(() => this.#count(filter, signal), longer);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      this.#failed(error);
      return false;
    }
  }

  /** @param {object} filter @param {AbortSignal} signal */
  async #count(filter, signal) {
    const groups = this.querySelector('form')?.dataset.groups;
    const answer = await post('/api/search/query', { filter, count: true, groups }, signal).catch(error => { if (!signal.aborted) this.#failed(error); return null; });
    if (answer && !signal.aborted) this.#tell('count', count('library.total', answer.total));
  }

  /** @param {unknown} error */
  #failed(error) { if (error instanceof ApiError) this.#trouble(error.message, error.data); else this.#trouble(say('offline')); }

  /** Says what is wrong, at the condition that it is about. @param {string} message @param {{at?: string, expected?: string}} [problem] */
  #trouble(message, problem) {
    this.#clear();
    this.#wrong = true;
    this.#text = '';
    this.#tell('count', '');
    let at = (problem?.at ?? '').replace(/^\/filter/u, '');
    while (at && !this.#places.has(at)) at = at.slice(0, at.lastIndexOf('/'));
    const node = this.#places.get(at), place = node && node !== this.#root ? this.#drawn.get(node) : undefined;
    const sentence = problem?.expected ? `${message} ${this.#word('expected', problem.expected)}` : message;
    const line = /** @type {HTMLElement | null} */ (place?.querySelector(':scope > [data-trouble]') ?? this.querySelector('[data-say="trouble"]'));
    if (line) { line.textContent = sentence; line.hidden = false; }
    for (const input of place?.querySelectorAll(':scope > .qb-line > .qb-what:not([hidden]) :is(input:not([type="date"]), select)') ?? []) input.setAttribute('aria-invalid', 'true');
    place?.classList.add('is-wrong');
  }

  #clear() {
    this.#wrong = false;
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('[data-trouble], [data-say="trouble"]'))) { line.hidden = true; line.textContent = ''; }
    for (const input of this.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
    for (const node of this.querySelectorAll('.is-wrong')) node.classList.remove('is-wrong');
  }

  /** A sentence of the builder's own. @param {string} name @param {string} [value] */
  #word(name, value = '') { return (this.#owner.words[name] ?? '').replace('{0}', value); }

  /** @param {string} name @param {string} text */
  #tell(name, text) {
    const line = /** @type {HTMLElement | null} */ (this.querySelector(`[data-say="${name}"]`));
    if (line) { line.textContent = text; if (!/^(help|count)$/u.test(name)) line.hidden = !text; }
  }

  /** Puts the text into the box and sends it. */
  async #search() {
    if (!await this.#ask() || this.#wrong) {
      const wrong = /** @type {HTMLElement | null} */ (this.querySelector('[aria-invalid]'));
      wrong?.focus();
      return;
    }
    this.box.value = this.#text;
    this.dialog.close();
    this.box.form?.requestSubmit();
  }
}

/** @param {Node} node @returns {number} */
const rows = node => node.kind === 'row' ? 1 : /** @type {Node[]} */ (node.nodes).reduce((sum, inner) => sum + rows(inner), 1);

/** @param {string} query @returns {Group} */
const asText = query => ({ kind: 'group', join: 'all', nodes: [{ ...row('query'), values: [query] }] });

customElements.define('query-builder', QueryBuilder);
