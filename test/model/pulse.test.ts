import { describe, expect, test } from 'vitest';
import { type Beat, gapsUntil, pulseBuckets, pulseOf } from '../../src/model/pulse.js';
import type { ClusterState } from '../../src/model/state.js';
import { emptyTail } from '../../src/model/tail.js';
import { SCENES } from '../views/scenes.js';
import { ago, NOW } from '../views/states.js';
import { beat, FRAMES, hear } from '../views/tails.js';

const fresh = (): ClusterState => {
  const { state } = SCENES.healthy!();
  state.tail = emptyTail({ lines: 10, packets: 1000 });
  return state;
};
const beatsOf = (state: ClusterState, id = 'ipv4/51', source = 'wire:eth0'): readonly Beat[] =>
  pulseOf(state, id, source)?.beats ?? [];
const rounded = (gaps: readonly (number | null)[]): (number | null)[] => gaps.map((g) => g && Math.round(g));

describe('the adverts that are kept', () => {
  test('tell the time since the one before, for each router and capture by itself', () => {
    const state = fresh();
    beat(state.tail, 'vi_w', [4, 3, 1.5]);
    beat(state.tail, 'vi_r', [2]);
    beat(state.tail, 'vi_w', [0.9], 'wire:other');
    expect(rounded(beatsOf(state).map((b) => b.gapMs))).toEqual([null, 1000, 1500]);
    expect(rounded(beatsOf(state).map((b) => b.ownGapMs))).toEqual([null, 1000, 1500]);
    expect(beatsOf(state, 'ipv4/44').map((b) => b.gapMs)).toEqual([null]);
    expect(beatsOf(state, 'ipv4/51', 'wire:other')).toHaveLength(1);
  });

  test('of two senders tell the own gap apart from that of the router', () => {
    const state = fresh();
    hear(state.tail, [FRAMES[0]!, FRAMES[8]!, FRAMES[0]!, FRAMES[8]!], 400, 0);
    expect(rounded(beatsOf(state).map((b) => b.gapMs))).toEqual([null, 400, 400, 400]);
    expect(rounded(beatsOf(state).map((b) => b.ownGapMs))).toEqual([null, null, 800, 800]);
  });

  test('after priority 0 begin anew', () => {
    const state = fresh();
    hear(state.tail, [FRAMES[0]!, FRAMES[5]!, FRAMES[0]!], 1000, 0);
    expect(rounded(beatsOf(state).map((b) => b.ownGapMs))).toEqual([null, 1000, null]);
  });

  test('sent to several peers at one moment are one', () => {
    const state = fresh();
    beat(state.tail, 'vi_w', [2, 1.0004, 1]);
    expect(beatsOf(state)).toHaveLength(2);
  });

  test('tell no gap over a time in which the capture was lost', () => {
    const state = fresh();
    state.sources.get('wire:eth0')!.since = ago(5);
    beat(state.tail, 'vi_w', [10, 9, 3, 2]);
    expect(rounded(beatsOf(state).map((b) => b.gapMs))).toEqual([null, 1000, null, 1000]);
  });

  test('go with the packets that hold them, and come with new ones', () => {
    const state = fresh();
    state.tail = emptyTail({ lines: 0, packets: 5 });
    beat(state.tail, 'vi_r', [12]);
    beat(state.tail, 'vi_w', [11, 10, 9, 8]);
    expect(beatsOf(state)).toHaveLength(4);
    expect(beatsOf(state, 'ipv4/44')).toHaveLength(1);
    beat(state.tail, 'vi_w', [7, 6, 4]);
    expect(rounded(beatsOf(state).map((b) => b.gapMs))).toEqual([1000, 1000, 1000, 1000, 2000]);
    expect(beatsOf(state, 'ipv4/44')).toEqual([]);
    const frozen = structuredClone(state);
    beat(state.tail, 'vi_w', [3]);
    expect(beatsOf(frozen)).toHaveLength(5);
    expect(beatsOf(frozen).at(-1)?.at).toBe(ago(4));
    expect(beatsOf(state).at(-1)?.at).toBe(ago(3));
  });

  test('are looked at as this host heard them, where it hears', () => {
    const state = fresh();
    state.sources.set('wire:db201:eth0', { ...state.sources.get('wire:eth0')!, id: 'wire:db201:eth0', node: 'db201' });
    beat(state.tail, 'vi_w', [2], 'wire:db201:eth0');
    beat(state.tail, 'vi_w', [1]);
    const [writes] = state.routers;
    expect(pulseOf(state, writes!.id)?.source).toBe('wire:eth0');
    state.sources.get('wire:eth0')!.status = 'lost';
    expect(pulseOf(state, writes!.id)?.source).toBe('wire:db201:eth0');
  });
});

describe('a pulse in stretches', () => {
  const every = (ms: number, count: number, last: number): Beat[] =>
    Array.from({ length: count }, (_, i) => ({
      seq: i + 1,
      at: last - (count - 1 - i) * ms,
      address: 'a',
      gapMs: i === 0 ? null : ms,
      ownGapMs: i === 0 ? null : ms,
    }));
  const end = Math.floor(NOW / 5000) * 5000;
  const rates = (beats: Beat[], until: number): (number | null)[] =>
    pulseBuckets(beats, 1000, end + 3000, until, 5000, 4).map((b) => b && Math.round(b.rate * 100) / 100);

  test('is one where all come in time, wherever in a stretch they come', () => {
    for (const phase of [0, 1, 400, 999])
      expect(rates(every(1000, 60, end + phase), end + phase)).toEqual([1, 1, 1, 1]);
  });
  test('is two for two masters, and half where each second one is lost', () => {
    expect(rates(every(500, 90, end), end)).toEqual([2, 2, 2, 2]);
    expect(rates(every(2000, 30, end), end)).toEqual([0.5, 0.5, 0.5, 0.5]);
  });
  test('is none in silence, as long as somebody listens', () => {
    const beats = every(1000, 60, end - 10_000);
    expect(rates(beats, end + 3000)).toEqual([1, 1, 0, 0]);
    expect(rates(beats, end - 10_000)).toEqual([1, 1, null, null]);
  });
  test('is not known before the first', () => {
    expect(rates(every(1000, 8, end), end)).toEqual([null, null, null, 1]);
  });
  test('tells the most that an advert was off its time', () => {
    const beats = every(1000, 60, end).map((b, i) => ({ ...b, ownGapMs: i === 57 ? 1080 : b.ownGapMs }));
    expect(pulseBuckets(beats, 1000, end, end, 5000, 2).map((b) => b?.jitterMs)).toEqual([0, 80]);
  });
  test('has the silence that goes on as its last gap', () => {
    const beats = every(1000, 3, NOW - 2600);
    expect(gapsUntil(beats, NOW, 1000)).toEqual([null, 1000, 1000, 2600]);
    expect(gapsUntil(beats, NOW - 2600 + 900, 1000)).toEqual([null, 1000, 1000]);
  });
});
