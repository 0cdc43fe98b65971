import { gapsUntil, heardUntil, patienceOf, pulseOf } from '../../model/pulse.js';
import type { PacketRecord } from '../../model/tail.js';
import { routerId } from '../../model/wire-router.js';
import { headedGapChart } from '../gap-chart.js';
import type { ViewInput } from '../panel.js';
import { type Line, span } from '../text.js';
import { isVrrp, type Names, sourceOf } from './names.js';

/** Gaps between the adverts of the sender of `record`, for the same virtual router and heard by the same capture. */
export function senderChart(
  view: ViewInput,
  record: PacketRecord,
  names: Names,
  width: number,
  height: number,
): Line[] {
  const { state } = view;
  const { packet, source } = record;
  if (packet.kind !== 'vrrp')
    return [[span(` ${isVrrp(packet) ? 'this one could not be decoded' : 'no advert'}: no rhythm to show`, 'dim')]];
  const id = routerId(packet);
  const address = sourceOf(packet);
  const router = state.routers.find((r) => r.id === id);
  const pulse = pulseOf(state, id, source) ?? { source, beats: [] };
  const beats = pulse.beats.filter((b) => b.address === address).map((b) => ({ at: b.at, gapMs: b.ownGapMs }));
  const intervalMs = packet.advertIntervalMs;
  // One that has stopped is not late.
  const sends = [...(router?.cells.values() ?? [])].some(
    (c) => c.wire?.address === address && c.wire.status === 'master',
  );
  const until = sends ? heardUntil(state, pulse) : 0;
  const gaps = {
    gaps: gapsUntil(beats, until, intervalMs),
    intervalMs,
    downMs: router === undefined ? 3 * intervalMs : patienceOf(state, router, intervalMs),
  };
  const name = `Gaps of ${names.node(address) ?? address}, ${names.router(packet) ?? `VRID ${packet.vrid}`}`;
  return headedGapChart(view, name, source, gaps, width, height);
}
