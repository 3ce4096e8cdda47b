// A login link that carries its token signs in by itself; without scripts its button does.
class LoginForm extends HTMLElement {
  connectedCallback() {
    this.setAttribute('ready', '');
    if (!new URLSearchParams(location.search).has('token')) return;
    // The token leaves the address bar and the history before it is used.
    history.replaceState(null, '', '/login');
    this.querySelector('form')?.submit();
  }
}
customElements.define('login-form', LoginForm);
