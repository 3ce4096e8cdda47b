// Who gets in: the password, the browsers that are signed in, keys. A key's secret is shown once, where it was made.
import { ApiError, call, post } from '../api.js';
import { open } from '../dialogs.js';
import { say } from '../say.js';
import { toast } from '../toast.js';

class AccessSettings extends HTMLElement {
  #revoking = '';

  connectedCallback() {
    this.addEventListener('submit', event => {
      const form = event.target;
      // What has an address of its own (signing out) goes there.
      if (!(form instanceof HTMLFormElement) || !form.dataset.form) return;
      event.preventDefault();
      this.#submit(form, form.dataset.form);
    });
    this.addEventListener('click', event => {
      const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest('button')) : null;
      if (!button) return;
      const { end, revoke, name } = button.dataset;
      if (end !== undefined) this.#act('DELETE', end ? `/api/sessions/${end}` : '/api/sessions', 'access.ended');
      if (revoke) this.#ask(revoke, name ?? '');
      if ('revokeNow' in button.dataset) {
        this.querySelector('dialog')?.close();
        this.#act('DELETE', `/api/keys/${this.#revoking}`, 'access.revoked');
      }
      if ('copy' in button.dataset) this.#copy();
    });
    this.setAttribute('ready', '');
  }

  /** @param {HTMLFormElement} form @param {string} what */
  async #submit(form, what) {
    const values = Object.fromEntries(new FormData(form));
    const says = form.querySelector('[data-says]');
    const tell = (/** @type {string} */ text) => { if (says) says.textContent = text; };
    tell('');
    try {
      if (what === 'password') await this.#password(form, values);
      else if (what === 'key') await this.#key(form, values);
      else await call('PATCH', '/api/sessions', { idleDays: Number(values.idleDays), lifeDays: Number(values.lifeDays) });
      tell(what === 'password' ? say('access.saved') : what === 'lives' ? say('settings.saved') : '');
    } catch (error) {
      tell(error instanceof ApiError ? error.message : say('offline'));
    }
  }

  /** @param {HTMLFormElement} form @param {Record<string, FormDataEntryValue>} values */
  async #password(form, values) {
    await call('PUT', '/api/session/password', { current: values.current || undefined, password: values.password });
    form.reset();
    // From now on the current one is asked for.
    const current = form.querySelector('[data-current]');
    current?.removeAttribute('hidden');
    current?.querySelector('input')?.toggleAttribute('required', true);
    await this.#again();
  }

  /** @param {HTMLFormElement} form @param {Record<string, FormDataEntryValue>} values */
  async #key(form, values) {
    const days = Number(values.days);
    const made = await post('/api/keys', {
      name: values.name,
      scopes: [values.scope],
      expiresAt: days ? new Date(Date.now() + days * 86_400_000).toISOString() : undefined,
    });
    form.reset();
    const text = /** @type {HTMLInputElement} */ (this.querySelector('[data-secret-text]'));
    text.value = made.secret;
    this.querySelector('[data-secret]')?.removeAttribute('hidden');
    text.focus();
    text.select();
    await this.#again();
  }

  /** @param {string} id @param {string} name */
  #ask(id, name) {
    const dialog = this.querySelector('dialog'), title = dialog?.querySelector('[data-sure]');
    this.#revoking = id;
    if (title) title.textContent = say('access.revoke', name);
    if (dialog) open(dialog);
  }

  async #copy() {
    const text = /** @type {HTMLInputElement} */ (this.querySelector('[data-secret-text]'));
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      toast(say('access.copied'));
    } catch {
      // Browsers hand the clipboard to pages of https only; the text is selected for Ctrl C.
    }
  }

  /** @param {string} method @param {string} url @param {string} said */
  async #act(method, url, said) {
    try {
      await call(method, url);
      toast(say(said));
      await this.#again();
    } catch (error) {
      toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
    }
  }

  #again() { return /** @type {any} */ (this.querySelector('live-part'))?.refresh(); }
}
customElements.define('access-settings', AccessSettings);
