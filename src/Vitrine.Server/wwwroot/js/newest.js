// Follows the open asset: when another version becomes the current one and its picture is there, the page shows that picture.
import { get } from './api.js';
import { atMost } from './dom.js';
import { live } from './live.js';

const page = /** @type {HTMLElement | null} */ (document.querySelector('[data-asset][data-version]'));

const look = atMost(async () => {
  const asset = page && await get(`/api/assets/${page.dataset.asset}`).catch(() => null);
  if (!page || !asset || asset.previewPending || asset.version.id === page.dataset.version) return;
  page.dataset.version = asset.version.id;
  const picture = /** @type {HTMLImageElement | null} */ (page.querySelector('.frame > img'));
  // Another kind of file has another viewer.
  if (!picture || !asset.hasPreview || asset.kind !== 'image') { location.reload(); return; }
  picture.src = `/api/assets/${asset.id}/preview?version=${asset.version.id}`;
  picture.width = asset.inherited.width;
  picture.height = asset.inherited.height;
}, 1_000);

for (const event of ['change', 'activity']) live.addEventListener(event, look);
