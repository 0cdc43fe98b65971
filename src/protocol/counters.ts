import type { VrrpState } from './log-event.js';
import { sanitize } from './sanitize.js';

/** Counters of `vrrp_stats` by their names in keepalived.json (vrrp_json.c), with those in keepalived.stats (vrrp_print.c). */
const IN_STATS = {
  advert_rcvd: 'Advertisements/Received',
  advert_sent: 'Advertisements/Sent',
  become_master: '/Became master',
  release_master: '/Released master',
  packet_len_err: 'Packet Errors/Length',
  advert_interval_err: 'Packet Errors/Advertisement Interval',
  ip_ttl_err: 'Packet Errors/TTL',
  invalid_type_rcvd: 'Packet Errors/Invalid Type',
  addr_list_err: 'Packet Errors/Address List',
  invalid_authtype: 'Authentication Errors/Invalid Type',
  authtype_mismatch: 'Authentication Errors/Type Mismatch',
  auth_failure: 'Authentication Errors/Failure',
  pri_zero_rcvd: 'Priority Zero/Received',
  pri_zero_sent: 'Priority Zero/Sent',
} as const;

export type CounterName = keyof typeof IN_STATS;

const NAMES = Object.keys(IN_STATS) as CounterName[];
const BY_STATS = new Map<string, CounterName>(NAMES.map((name) => [IN_STATS[name], name]));
/** As 1.2 spelled it. */
BY_STATS.set('Packet Errors/Invalide Type', 'invalid_type_rcvd');

/** vrrp.h: VRRP_STATE_INIT and so on. */
const STATES: readonly VrrpState[] = ['INIT', 'BACKUP', 'MASTER', 'FAULT'];

/**
 * The lines that may leave a node, as extended regular expressions that grep and JavaScript read alike. Of the JSON these
 * are single members of its objects: names of instances and numbers, so that `auth_data`, the password, is in none.
 */
export const COUNTERS_LINE = {
  json: `^("iname":"[^"\\\\]{1,255}"|"(vrid|state|${NAMES.join('|')})":[0-9]{1,20})$`,
  stats: '^(VRRP Instance: .{1,255}|(  |    )[A-Z][A-Za-z ]{1,40}:( [0-9]{1,20})?)$',
} as const;

const HEAD = /^(via json|via stats|(none|denied) .{1,200})$/;
const LINES = { json: new RegExp(COUNTERS_LINE.json), stats: new RegExp(COUNTERS_LINE.stats) };

/** What is read of one answer: 256 instances with all their counters are less. */
const MAX_LINES = 10_000;
const MAX_INSTANCES = 512;

/** What keepalived counted for one instance since it started. */
export interface InstanceCounters {
  name: string;
  /** null where the form does not tell (keepalived.stats). */
  vrid: number | null;
  state: VrrpState | null;
  counts: ReadonlyMap<CounterName, number>;
}

export type CountersAnswer =
  | { ok: true; via: 'json' | 'stats'; instances: InstanceCounters[] }
  /** `denied`: the login may not ask. */
  | { ok: false; denied: boolean; reason: string };

/**
 * Only those lines of an answer that can hold no secret: its head, names of instances, numbers. What comes out is
 * the same when it is done again.
 */
export function redactCounters(text: string): string {
  const [head = '', ...lines] = linesOf(text);
  if (!HEAD.test(head)) return '';
  const pattern = head === 'via json' ? LINES.json : head === 'via stats' ? LINES.stats : null;
  return [head, ...lines.filter((line) => pattern?.test(line))].join('\n');
}

const linesOf = (text: string): string[] => text.slice(0, 4_000_000).split('\n', MAX_LINES);

/** Reads the answer of the probe `counters` (src/sources/node/counters-script.ts). Never throws; bounded. */
export function parseCounters(text: string): CountersAnswer {
  const [head = '', ...lines] = linesOf(text);
  const via = head === 'via json' ? 'json' : head === 'via stats' ? 'stats' : null;
  if (via === null) {
    const denied = head.startsWith('denied ');
    return { ok: false, denied, reason: sanitize(head.replace(/^(none|denied) /, ''), 200) || 'no answer' };
  }
  const instances = via === 'json' ? fromJson(lines) : fromStats(lines);
  return instances.length === 0
    ? { ok: false, denied: false, reason: 'keepalived told no counters' }
    : { ok: true, via, instances };
}

interface Growing extends InstanceCounters {
  counts: Map<CounterName, number>;
}

function begin(instances: Growing[], name: string): void {
  if (instances.length < MAX_INSTANCES)
    instances.push({ name: sanitize(name, 255), vrid: null, state: null, counts: new Map() });
}

/** Members in the order of the file: each instance begins with its name. */
function fromJson(lines: readonly string[]): InstanceCounters[] {
  const found: Growing[] = [];
  for (const line of lines) {
    if (!LINES.json.test(line)) continue;
    const cut = line.indexOf('":');
    const key = line.slice(1, cut);
    const value = line.slice(cut + 2);
    if (key === 'iname') {
      begin(found, value.slice(1, -1));
      continue;
    }
    const instance = found.at(-1);
    const number = Number(value);
    if (instance === undefined || !Number.isSafeInteger(number)) continue;
    if (key === 'vrid') instance.vrid = number >= 1 && number <= 255 ? number : null;
    else if (key === 'state') instance.state = STATES[number] ?? null;
    else for (const name of NAMES) if (name === key) instance.counts.set(name, number);
  }
  return found;
}

/** Two levels of indentation; a number stands behind its heading. */
function fromStats(lines: readonly string[]): InstanceCounters[] {
  const found: Growing[] = [];
  let heading = '';
  for (const line of lines) {
    if (!LINES.stats.test(line)) continue;
    if (line.startsWith('VRRP Instance: ')) {
      begin(found, line.slice('VRRP Instance: '.length));
      continue;
    }
    const [label = '', number] = line.trim().split(/:\s*/);
    if (!line.startsWith('    ')) heading = number === '' ? label : '';
    const name = BY_STATS.get(`${heading}/${label}`);
    const value = Number(number);
    if (number === undefined || number === '' || name === undefined || !Number.isSafeInteger(value)) continue;
    found.at(-1)?.counts.set(name, value);
  }
  return found;
}
