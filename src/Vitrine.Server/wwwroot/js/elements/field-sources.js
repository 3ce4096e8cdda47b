// Values from names, from tables and from defaults, each looked at before it is kept.
import { ApiError, call, post } from '../api.js';
import { atMost } from '../dom.js';
import { run } from '../jobs.js';
import { count, say } from '../say.js';

/** @param {unknown} error */
const sentence = error => error instanceof ApiError ? error.message.replace(/^pattern: /, '') : say('offline');

/** Rows of names and what is read in them. @param {HTMLElement} place @param {{path: string, values: Record<string, string>, problems: {message: string}[]}[]} names */
function draw(place, names) {
  place.replaceChildren(...names.map(name => {
    const row = document.createElement('tr'), head = document.createElement('th'), cell = document.createElement('td');
    head.scope = 'row';
    head.dir = 'auto';
    head.textContent = name.path;
    cell.textContent = Object.entries(name.values).map(([field, value]) => `${field}: ${value}`).join(' · ') || (name.problems.length ? '' : '–');
    for (const problem of name.problems) cell.append(Object.assign(document.createElement('p'), { className: 'small danger', textContent: problem.message }));
    row.append(head, cell);
    return row;
  }));
}

class FieldPatterns extends HTMLElement {
  form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
  trouble = /** @type {HTMLElement} */ (this.querySelector('[data-trouble]'));
  says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));

  connectedCallback() {
    const text = /** @type {HTMLInputElement} */ (this.form.elements.namedItem('pattern')), name = /** @type {HTMLInputElement} */ (this.form.elements.namedItem('name'));
    const look = atMost(async () => {
      if (!text.value.trim()) { this.trouble.textContent = this.says.textContent = ''; return; }
      try {
        const tried = await post('/api/field-patterns/try', { pattern: text.value });
        this.trouble.textContent = '';
        this.says.textContent = say('pattern.tried', tried.read, tried.wrong, tried.unread);
        draw(/** @type {HTMLElement} */ (this.querySelector('[data-tried]')), tried.names);
      } catch (error) { this.trouble.textContent = sentence(error); this.says.textContent = ''; }
    }, 300);
    text.addEventListener('input', look);
    this.form.addEventListener('submit', async event => {
      event.preventDefault();
      try { await post('/api/field-patterns', { name: name.value || text.value, pattern: text.value }); location.reload(); } catch (error) { this.trouble.textContent = sentence(error); }
    });
    removes(this, 'deletePattern', '/api/field-patterns/');
    this.setAttribute('ready', '');
  }
}

class FieldLookups extends HTMLElement {
  form = /** @type {HTMLFormElement} */ (this.querySelector('form'));

  connectedCallback() {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.querySelector(name));
    const named = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
    const send = async (/** @type {boolean} */ dryRun) => {
      const file = named('file').files?.[0];
      if (!file) return null;
      const asked = new URLSearchParams({ name: named('name').value || file.name.replace(/\.[^.]*$/, ''), keyField: named('keyField').value, dryRun: String(dryRun) });
      const answer = await fetch(`/api/field-lookups?${asked}`, { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: file });
      const data = await answer.json();
      if (!answer.ok) throw new ApiError(answer.status, data.detail ?? data.title);
      return data;
    };
    const look = async () => {
      const save = /** @type {HTMLButtonElement} */ (part('[type=submit]'));
      save.disabled = true;
      part('[data-preview]').hidden = true;
      try {
        const found = await send(true);
        part('[data-trouble]').textContent = '';
        if (!found) return;
        save.disabled = false;
        const gives = found.columns.filter((/** @type {any} */ one) => one.field && one.field !== found.keyField).map((/** @type {any} */ one) => `${one.column} → ${one.field}`).join(', ');
        const list = document.createElement('ul');
        list.className = 'small';
        list.append(...found.problems.slice(0, 20).map((/** @type {any} */ one) => Object.assign(document.createElement('li'), { textContent: say('lookup.row', one.row, one.message) })));
        part('[data-preview]').replaceChildren(Object.assign(document.createElement('p'), { textContent: say('lookup.preview', found.rows, gives, found.repeated, found.wrong) }), list);
        part('[data-preview]').hidden = false;
      } catch (error) { part('[data-trouble]').textContent = sentence(error); }
    };
    this.form.addEventListener('change', look);
    this.form.addEventListener('submit', async event => {
      event.preventDefault();
      part('[data-says]').textContent = say('lookup.taking');
      try { if (await send(false)) location.reload(); } catch (error) { part('[data-trouble]').textContent = sentence(error); part('[data-says]').textContent = ''; }
    });
    removes(this, 'deleteLookup', '/api/field-lookups/');
    this.setAttribute('ready', '');
  }
}

class FieldFill extends HTMLElement {
  connectedCallback() {
    const says = /** @type {HTMLElement} */ (this.querySelector('[data-says]'));
    this.querySelector('[data-look]')?.addEventListener('click', async () => {
      try {
        const found = await post('/api/field-fill', { dryRun: true });
        says.textContent = say('fill.preview', found.changed, found.looked, found.total);
        draw(/** @type {HTMLElement} */ (this.querySelector('[data-tried]')), found.examples);
        /** @type {HTMLElement} */ (this.querySelector('.field-tried')).hidden = found.examples.length === 0;
      } catch (error) { says.textContent = sentence(error); }
    });
    this.querySelector('[data-fill]')?.addEventListener('click', () => run('/api/field-fill', {}, changed => count('fill.done', changed)));
    this.setAttribute('ready', '');
  }
}

class FolderFields extends HTMLElement {
  connectedCallback() {
    const url = `/api/folders/${this.dataset.folder}/fields`, trouble = /** @type {HTMLElement} */ (this.querySelector('[data-trouble]'));
    const flag = (/** @type {string} */ text) => text === '' ? null : text === 'true';
    this.querySelector('form')?.addEventListener('submit', async event => {
      event.preventDefault();
      const fields = [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('tr[data-name]'))].map(row => ({
        has: /** @type {HTMLInputElement} */ (row.querySelector('[data-has]')).checked, name: row.dataset.name, required: flag(/** @type {HTMLSelectElement} */ (row.querySelector('[data-required]')).value),
        readOnly: /** @type {HTMLInputElement} */ (row.querySelector('[data-readonly]')).checked || null, default: /** @type {HTMLInputElement} */ (row.querySelector('[data-default]')).value.trim() || null,
      })).filter(one => one.has || one.required !== null || one.readOnly || one.default).map(({ has, ...one }) => one);
      try { await call('PUT', url, { only: /** @type {HTMLInputElement} */ (this.querySelector('[name=only]')).checked, fields }); location.reload(); } catch (error) { trouble.textContent = sentence(error); }
    });
    this.querySelector('[data-drop]')?.addEventListener('click', async () => { try { await call('DELETE', url); location.reload(); } catch (error) { trouble.textContent = sentence(error); } });
    this.setAttribute('ready', '');
  }
}

/** @param {HTMLElement} part @param {string} key @param {string} url */
function removes(part, key, url) {
  part.addEventListener('click', async event => {
    const id = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('button'))?.dataset[key] : null;
    if (id) { await call('DELETE', url + id).catch(() => null); location.reload(); }
  });
}

customElements.define('field-patterns', FieldPatterns);
customElements.define('field-lookups', FieldLookups);
customElements.define('field-fill', FieldFill);
customElements.define('folder-fields', FolderFields);
