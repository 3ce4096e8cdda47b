// The moving part of a photo: plays while the button is held, or once when it is clicked; l does the same.
import { isPlainKey } from '../dom.js';
import { say } from '../say.js';
import { toast } from '../toast.js';

/** Milliseconds after which a press is a hold. */
const hold = 350;

class LivePhoto extends HTMLElement {
  button = /** @type {HTMLButtonElement} */ (this.querySelector('button'));
  /** @type {HTMLVideoElement | null} */
  #video = null;
  #held = false;

  connectedCallback() {
    this.button.addEventListener('pointerdown', () => { this.#held = false; this.#timer = setTimeout(() => { this.#held = true; this.#play(); }, hold); });
    for (const end of ['pointerup', 'pointercancel', 'pointerleave']) this.button.addEventListener(end, () => { clearTimeout(this.#timer); if (this.#held) this.#stop(); });
    this.button.addEventListener('click', () => { if (!this.#held) this.#toggle(); this.#held = false; });
    addEventListener('keydown', this.#key);
    this.setAttribute('ready', '');
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  disconnectedCallback() { removeEventListener('keydown', this.#key); }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'l' && !event.repeat && isPlainKey(event) && !document.querySelector('dialog[open], :popover-open')) { event.preventDefault(); this.#toggle(); }
  };

  #toggle() { if (this.#video) this.#stop(); else this.#play(); }

  #play() {
    if (this.#video) return;
    const video = Object.assign(document.createElement('video'), { className: 'live-video', src: this.dataset.src ?? '', autoplay: true, playsInline: true, ariaLabel: this.button.ariaLabel });
    video.addEventListener('ended', () => this.#stop());
    video.addEventListener('error', () => { if (this.#video !== video) return; this.#stop(); toast(say('live.failed'), { bad: true }); });
    this.#video = video;
    document.querySelector('.frame')?.append(video);
    this.button.ariaPressed = 'true';
    video.play().catch(() => undefined);
  }

  #stop() {
    this.#video?.remove();
    this.#video = null;
    this.button.ariaPressed = 'false';
  }
}
customElements.define('live-photo', LivePhoto);
