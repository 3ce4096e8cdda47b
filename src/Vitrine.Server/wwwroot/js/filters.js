// Filters stay as they were left: each choice leads to a new page, which has them scrolled and folded as on the one before.
const panel = document.getElementById('filters');
const folds = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (panel?.querySelectorAll('details') ?? []);

/** By its title; what unfolds the rest of a group, whose own says a number, by that of the group. @param {HTMLDetailsElement} fold */
const nameOf = fold => fold.classList.contains('more') ? `${fold.parentElement?.closest('details')?.querySelector('summary')?.textContent} …` : fold.querySelector('summary')?.textContent ?? '';

/** @returns {{top?: number, folds?: Record<string, boolean>}} */
function kept() {
  try { return JSON.parse(sessionStorage.getItem('filters') ?? '{}'); } catch { return {}; }
}

function restore() {
  const { top, folds: before } = kept();
  for (const fold of folds()) fold.open = before?.[nameOf(fold)] ?? fold.open;
  if (panel) panel.scrollTop = top ?? 0;
}

if (panel) {
  restore();
  // Where they are counted after the page is drawn, they are there only now.
  panel.addEventListener('refreshed', restore, { once: true });
  addEventListener('pagehide', () => {
    // Groups that have nothing to offer on this page stay as they were.
    const now = { ...kept().folds, ...Object.fromEntries([...folds()].map(fold => [nameOf(fold), fold.open])) };
    try { sessionStorage.setItem('filters', JSON.stringify({ top: panel.scrollTop, folds: now })); } catch { /* switched off */ }
  });
}
