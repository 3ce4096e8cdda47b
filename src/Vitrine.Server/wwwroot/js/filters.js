// Filters stay as they were left: each choice leads to a new page, which has them scrolled and folded as on the one before.
const panel = document.getElementById('filters');
const folds = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (panel?.querySelectorAll('details') ?? []);

/** By its title; what unfolds the rest of a group, whose own says a number, by that of the group. @param {HTMLDetailsElement} fold */
const nameOf = fold => fold.classList.contains('more') ? `${fold.parentElement?.closest('details')?.querySelector('summary')?.textContent} …` : fold.querySelector('summary')?.textContent ?? '';

function restore() {
  /** @type {{top: number, folds: Record<string, boolean>} | null} */
  let left = null;
  try { left = JSON.parse(sessionStorage.getItem('filters') ?? 'null'); } catch { /* switched off, or somebody else's */ }
  if (!panel || !left) return;
  for (const fold of folds()) fold.open = left.folds?.[nameOf(fold)] ?? fold.open;
  panel.scrollTop = left.top;
}

if (panel) {
  restore();
  // Where they are counted after the page is drawn, they are there only now.
  panel.addEventListener('refreshed', restore, { once: true });
  addEventListener('pagehide', () => {
    try { sessionStorage.setItem('filters', JSON.stringify({ top: panel.scrollTop, folds: Object.fromEntries([...folds()].map(fold => [nameOf(fold), fold.open])) })); } catch { /* switched off */ }
  });
}
