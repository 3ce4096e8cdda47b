// The one module that pages name: what every page has, then the elements of the library; each upgrades where it is used.
import './shell.js';
import './dialogs.js';
import './actions.js';
import './why.js';
import './first.js';
import './example.js';
import './filters.js';
import './groups.js';
import './leave.js';
import './elements/live-part.js';
import './elements/asset-grid.js';
import './elements/time-scrubber.js';
import './elements/library-panel.js';
import './elements/selection-bar.js';
import './elements/search-suggest.js';
import './elements/tag-editor.js';
import './elements/upload-queue.js';

// Elements of single pages, and dialogs that come by a key, are fetched where they are; root-settings brings root-actions as well, which the list of folders has alone.
for (const name of ['media-viewer', 'version-compare', 'library-settings', 'snapshot-settings', 'access-settings', 'trash-list', 'duplicate-groups', 'first-files', 'collect-assets', 'collection-pages', 'saved-searches', 'vocabulary-pages', 'concept-form', 'place-assets', 'asset-map', 'embedded-tags', 'asset-edit', 'bulk-editor', 'table-import', 'download-files', 'live-photo', 'login-form', 'version-add']) {
  if (document.querySelector(name)) import(`./elements/${name}.js`);
}
// The builder of queries is on every page, and fetched when somebody opens it first.
document.getElementById('builder')?.addEventListener('opening', () => import('./elements/query-builder.js'), { once: true });
if (document.querySelector('field-pages')) import('./elements/field-pages.js');
if (document.querySelector('field-patterns, folder-fields')) import('./elements/field-sources.js');
if (document.querySelector('field-lookups')) import('./elements/field-lookups.js');
// The panel of an asset is drawn again, and may have fields only then.
if (document.querySelector('field-values, [data-asset][data-version]')) import('./elements/field-values.js');
if (document.querySelector('[data-asset][data-version]')) import('./newest.js');
if (document.querySelector('root-settings, root-actions')) import('./elements/root-settings.js');
