import type { CounterName, CountersAnswer, InstanceCounters } from '../protocol/counters.js';

/**
 * A stretch of readings in which one counter grew each time; `nothing`: none of those of received adverts did, neither
 * the good ones nor the refused. Times of the readings, ms.
 */
export interface CounterRun {
  what: CounterName | 'nothing';
  from: number;
  to: number;
  /** By how much it grew. */
  count: number;
}

/** What a node's keepalived counted, as it told when it was asked. */
export interface NodeCounters {
  /** When it last told, ms; null = it never did. */
  at: number | null;
  /** Why it did not when it was last asked, '' when it did; `denied`: the login may not ask. */
  reason: string;
  denied: boolean;
  via: 'json' | 'stats' | null;
  instances: readonly InstanceCounters[];
  /** By instance name, oldest first; bounded. */
  runs: ReadonlyMap<string, readonly CounterRun[]>;
}

/** What it means that keepalived refused packets, by the counter that tells (vrrp_in_chk in vrrp.c). */
export const REFUSED_BY: Readonly<Partial<Record<CounterName, string>>> = {
  auth_failure: 'another password',
  authtype_mismatch: 'another auth_type',
  invalid_authtype: 'an unknown auth type',
  advert_interval_err: 'another advert_int',
  ip_ttl_err: 'a TTL that is not 255',
  addr_list_err: 'other VIPs, or multicast in place of unicast',
  packet_len_err: 'a wrong length',
  invalid_type_rcvd: 'an unknown packet type',
};

const REFUSALS = Object.keys(REFUSED_BY) as CounterName[];
const MAX_RUNS = 32;
/** Readings further apart are not one stretch, ms. */
const APART_MS = 60_000;

/** Takes an answer at `at` (ms): what grew since the one before, unless keepalived was started in between. */
export function takeCounters(before: NodeCounters | null, answer: CountersAnswer, at: number): NodeCounters {
  const past = before ?? { at: null, reason: '', denied: false, via: null, instances: [], runs: new Map() };
  if (!answer.ok) return { ...past, reason: answer.reason, denied: answer.denied };
  const runs = new Map<string, readonly CounterRun[]>();
  for (const instance of answer.instances) {
    const known = past.runs.get(instance.name) ?? [];
    const last = past.instances.find((i) => i.name === instance.name);
    const grown = last === undefined || past.at === null ? [] : growth(last, instance);
    runs.set(instance.name, past.at === null ? known : extend(known, grown, past.at, at));
  }
  return { at, reason: '', denied: false, via: answer.via, instances: answer.instances, runs };
}

type Grown = Pick<CounterRun, 'what' | 'count'>[];

/** What grew; nothing at all where a counter fell: keepalived began anew. */
function growth(before: InstanceCounters, now: InstanceCounters): Grown {
  const grown: Grown = [];
  for (const [what, value] of now.counts) {
    const count = value - (before.counts.get(what) ?? 0);
    if (count < 0) return [];
    if (count > 0) grown.push({ what, count });
  }
  const received = grown.some((g) => g.what === 'advert_rcvd' || REFUSED_BY[g.what as CounterName] !== undefined);
  if (!received && now.counts.has('advert_rcvd')) grown.push({ what: 'nothing', count: 0 });
  return grown;
}

function extend(known: readonly CounterRun[], grown: Grown, from: number, to: number): CounterRun[] {
  const runs = [...known];
  for (const { what, count } of grown) {
    const at = runs.findLastIndex((r) => r.what === what);
    const last = runs[at];
    if (last !== undefined && last.to === from && to - from <= APART_MS)
      runs[at] = { ...last, to, count: last.count + count };
    else runs.push({ what, from, to, count });
  }
  return runs.slice(-MAX_RUNS);
}

/** The refusals among `runs`, those that count most first. */
export const refusals = (runs: readonly CounterRun[]): CounterRun[] =>
  runs.filter((r) => REFUSALS.some((name) => name === r.what)).sort((a, b) => b.count - a.count);
