// More examples on a page of what looks like something: what is selected, or has the focus, becomes a part of the query.
import { say } from './say.js';
import { aim } from './target.js';
import { toast } from './toast.js';

/** As many as one search compares with. */
const most = 20;

/** @param {import('./elements/asset-grid.js').AssetGrid} grid @param {boolean} wanted whether results are to be like it, or unlike */
export function like(grid, wanted) {
  const target = aim(), ids = target?.ids ?? [], asked = grid.results.asked;
  if (!target) return;
  // What was asked of the same picture before gives way.
  const rest = asked.replace(/(^|\s)-?similar:"?([0-9a-f]{24})[^\s"]*"?/gi, (part, _, id) => ids.includes(id.toLowerCase()) ? ' ' : part).trim();
  if (!target.ids || ids.length + (rest.match(/similar:/gi)?.length ?? 0) > most) { toast(say('example.too-many', most), { bad: true }); return; }
  const to = new URL(location.href);
  // Beside alternatives examples would be one of them.
  to.searchParams.set('q', [/[()]|(^|\s)OR(\s|$)/.test(rest) ? `(${rest})` : rest, ...ids.map(id => `${wanted ? '' : '-'}similar:${id}`)].join(' ').trim());
  location.assign(to);
}
