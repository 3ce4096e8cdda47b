// Runs before the first paint, so that a chosen theme never flashes: what was chosen in this browser, else the system's.
{
  const asked = new URLSearchParams(location.search).get('theme');
  let saved = asked;
  try { saved ??= localStorage.getItem('theme'); } catch { /* storage may be switched off */ }
  if (saved === 'light' || saved === 'dark') document.documentElement.dataset.theme = saved;
}
