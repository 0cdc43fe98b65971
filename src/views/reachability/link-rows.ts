import type { FreeVrids, LinkNews, Stranger } from '../../diagnose/link.js';
import { age } from '../format.js';
import type { Glyphs } from '../glyphs.js';
import { text } from '../panel.js';
import { type Forms, forms, table, wrap } from '../table.js';
import { type Line, span } from '../text.js';

const SHOWN_STRANGERS = 20;

/** Who else speaks VRRP on the links that are listened to, and which VRIDs nobody was heard to use. */
export function linkRows(news: LinkNews, now: number, width: number, chosen: boolean, g: Glyphs): Line[] {
  const head: Line = [span(chosen ? g.marker : ' ', 'accent'), span('This link', 'title')];
  if (news.since === null)
    return [head, [span('   '), span('no capture is live: which VRIDs are free nobody can tell', 'unknown')]];
  const heard = `not heard in ${age(now - news.since)} on ${news.heardBy.slice(0, 4).join(', ')}`;
  const free = news.free.flatMap((f) => {
    const name = news.free.length === 1 ? 'free VRIDs' : `free VRIDs, ${[f.link, f.family].filter(Boolean).join(' ')}`;
    const said = `${rangesText(f)}: ${heard}${news.incomplete ? '; more were heard than are kept' : ''}`;
    return wrap(`${name}  ${said}`, width - 5, width - 7).map(
      (l, i): Line => [span(i === 0 ? '   ' : '     '), span(l, i === 0 ? 'text' : 'dim')],
    );
  });
  return [head, ...strangerRows(news.strangers, now, width, g), ...free];
}

function strangerRows(strangers: readonly Stranger[], now: number, width: number, g: Glyphs): Line[] {
  const rows = strangers.slice(0, SHOWN_STRANGERS).map(({ router, speech, mac, to }): Forms[] => {
    const vips = speech.vips.slice(0, 4).join(', ') || 'no address';
    const said = to === null ? text('sends', 'warning') : text(`silent ${age(now - to)}`, 'stale');
    return [
      forms(text(speech.address, 'strong')),
      forms(text(mac ?? '', 'dim'), []),
      forms(text(`VRID ${router.vrid ?? '?'}`)),
      forms(text(`priority ${speech.priority}`), text(`prio ${speech.priority}`), text(String(speech.priority))),
      forms(said),
      { forms: [text(vips)], flex: 20 },
    ];
  });
  if (rows.length === 0) return [];
  const more = strangers.length - rows.length;
  return [
    [span('   '), span(`${strangers.length === 1 ? 'one sender' : 'senders'} that no node of ours is`, 'warning')],
    ...table(rows, [[], [1], [], [2, 3], [], []], width - 5, g.more).map((line): Line => [span('     '), ...line]),
    ...(more > 0 ? [text(`     and ${more} more`, 'dim')] : []),
  ];
}

/** `1-43, 45-50, 52-255` */
const rangesText = ({ ranges }: FreeVrids): string =>
  ranges.length === 0 ? 'none' : ranges.map(([a, b]) => (a === b ? String(a) : `${a}-${b}`)).join(', ');
