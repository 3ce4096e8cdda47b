// The one module that pages name: what every page has, then the elements; each upgrades where it is used.
import './shell.js';
import './dialogs.js';
import './actions.js';
import './why.js';
import './elements/live-part.js';
import './elements/asset-grid.js';
import './elements/time-scrubber.js';
import './elements/library-panel.js';
import './elements/selection-bar.js';
import './elements/search-suggest.js';
import './elements/tag-editor.js';
import './elements/download-files.js';
import './elements/media-viewer.js';
import './elements/upload-queue.js';
import './elements/library-settings.js';
import './elements/trash-list.js';
import './elements/login-form.js';
