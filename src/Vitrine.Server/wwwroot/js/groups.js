// Assets shown as one: the badge of a tile, and what a person does with a group; each act can be taken back.
import { ApiError, call, post } from './api.js';
import { icon } from './dom.js';
import { changed } from './live.js';
import { count, say } from './say.js';
import { toast } from './toast.js';

/** More are a set to work with, not one picture. */
const most = 500;

/** What a tile says of the group that it stands for. @param {string} kind @param {number} parts assets in it; 1 for a video inside a picture */
export function groupBadge(kind, parts) {
  const badge = Object.assign(document.createElement('span'), { className: 'tile-kind tile-group', title: parts > 1 ? `${say(`group.${kind}`)}: ${parts}` : say(`group.${kind}`) });
  badge.append(icon(kind === 'live' || kind === 'motion' ? 'live' : 'group', true));
  if (parts > 1 && kind !== 'live') badge.append(String(parts));
  return badge;
}

/** Shows the selected assets as one. @param {import('./elements/asset-grid.js').AssetGrid} grid */
export async function group(grid) {
  const { selection } = grid, { ids } = selection;
  if (selection.everything || ids.length < 2 || ids.length > most) { toast(say('group.some', most)); return; }
  await act(async () => {
    const kinds = ids.length === 2 ? (await Promise.all(ids.map(id => call('GET', `/api/assets/${id}`)))).map(asset => asset.kind).sort().join() : '';
    const made = await post('/api/groups', { ids, kind: kinds === 'image,video' ? 'live' : 'burst' });
    selection.clear();
    toast(count('group.made', ids.length), { undo: () => act(() => call('DELETE', `/api/groups/${made.id}`)) });
  });
}

document.addEventListener('click', event => {
  const button = event.target instanceof Element ? /** @type {HTMLButtonElement | null} */ (event.target.closest('button[data-ungroup], button[data-make-cover]')) : null;
  if (!button || event.detail > 1) return;
  const { ungroup, makeCover, of, was } = button.dataset;
  if (ungroup) {
    act(async () => {
      await call('DELETE', `/api/groups/${ungroup}`);
      toast(say('group.ended'), { undo: () => act(() => post(`/api/groups/${ungroup}/restore`)) });
    });
  }
  if (makeCover && of) {
    act(async () => {
      await call('PATCH', `/api/groups/${of}`, { cover: makeCover });
      toast(say('group.covered'), { undo: () => act(() => call('PATCH', `/api/groups/${of}`, { cover: was })) });
    });
  }
});

/** Does it, and has what shows it drawn again. @param {() => Promise<any>} what */
async function act(what) {
  try {
    await what();
  } catch (error) {
    toast(error instanceof ApiError ? error.message : say('offline'), { bad: true });
  }
  await /** @type {any} */ (document.querySelector('live-part#panel'))?.refresh?.();
  changed();
}
