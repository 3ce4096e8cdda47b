// Signs in with the token of a login link; a link that carries one signs in by itself.
import { ApiError, post } from '../api.js';
import { say } from '../say.js';

class LoginForm extends HTMLElement {
  #back = new URLSearchParams(location.search).get('return') ?? '/';

  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector('form'));
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem('token'));
    form.addEventListener('submit', event => { event.preventDefault(); this.#signIn(input.value.trim()); });
    const carried = new URLSearchParams(location.search).get('token');
    // The token leaves the address bar and the history before it is used.
    if (carried) { history.replaceState(null, '', '/login'); this.#signIn(carried); }
    this.setAttribute('ready', '');
  }

  /** @param {string} token */
  async #signIn(token) {
    const error = /** @type {HTMLElement} */ (this.querySelector('[role="alert"]'));
    error.hidden = true;
    try {
      await post('/api/session', { token });
      // Only an address of this site: one slash, then no second one.
      location.assign(/^\/(?![/\\])/.test(this.#back) ? this.#back : '/');
    } catch (problem) {
      error.hidden = false;
      /** @type {HTMLElement} */ (error.querySelector('[data-error]')).textContent = problem instanceof ApiError ? problem.message : say('offline');
    }
  }
}
customElements.define('login-form', LoginForm);
