// The tags of a file: typing leaves those whose name or value holds the words, and opens their groups; a switch shows values as they are stored.
class EmbeddedTags extends HTMLElement {
  connectedCallback() {
    const box = /** @type {HTMLInputElement} */ (this.querySelector('input[type="search"]'));
    const raw = /** @type {HTMLInputElement} */ (this.querySelector('input[name="raw"]'));
    const groups = [...this.querySelectorAll('details')];
    const none = /** @type {HTMLElement} */ (this.querySelector('[data-none]'));
    /** @type {Set<HTMLDetailsElement>} */
    const opened = new Set();
    box.addEventListener('input', () => {
      const words = box.value.toLocaleLowerCase().split(/\s+/).filter(word => word);
      let found = false;
      for (const group of groups) {
        const name = group.querySelector('summary')?.textContent?.toLocaleLowerCase() ?? '';
        let some = false;
        for (const line of group.querySelectorAll('dl > div')) {
          const text = `${name} ${line.textContent} ${line.querySelector('dt')?.title ?? ''}`.toLocaleLowerCase();
          const hit = words.every(word => text.includes(word));
          /** @type {HTMLElement} */ (line).hidden = !hit;
          some ||= hit;
        }
        group.hidden = !some;
        found ||= some;
        if (words.length && some && !group.open) { group.open = true; opened.add(group); }
        if (!words.length && opened.delete(group)) group.open = false;
      }
      none.hidden = found;
    });
    raw.addEventListener('change', () => this.toggleAttribute('raw', raw.checked));
    this.setAttribute('ready', '');
  }
}
customElements.define('embedded-tags', EmbeddedTags);
