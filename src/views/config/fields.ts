import type { ConfPosition, ConfTracker, VrrpInstanceConf } from '../../protocol/conf/types.js';

/** A setting of an instance: how it is written down, and whether peers must agree in it. */
export interface Field {
  label: string;
  /** The value in words; '' where there is none. */
  value(i: VrrpInstanceConf): string;
  /** Where it stands; null for a default. */
  at(i: VrrpInstanceConf): ConfPosition | null;
  /** What peers must have in common, `equal`, or must not, `distinct`; null: each as it likes. */
  agree: 'equal' | 'distinct' | null;
  /** What is compared, where it is not the value. */
  compared?(i: VrrpInstanceConf): string;
  /** Shown even where no node sets it. */
  always?: true;
}

const at =
  (...keywords: string[]): Field['at'] =>
  (i) => {
    for (const keyword of keywords) {
      const position = i.at[keyword];
      if (position !== undefined) return position;
    }
    return null;
  };

const list = (values: readonly string[]): string => values.join(' ');
const sorted = (values: readonly string[]): string => [...values].sort().join(' ');
const secondsOf = (ms: number): string => `${ms / 1000} s`;
const yes = (value: boolean): string => (value ? 'yes' : '');

const tracked = (trackers: readonly ConfTracker[]): string =>
  list(trackers.map((t) => (t.weight === null ? t.name : `${t.name} weight ${t.weight > 0 ? '+' : ''}${t.weight}`)));

function auth(i: VrrpInstanceConf): string {
  if (i.authType === 'none') return 'none';
  return i.authType === 'ah' ? 'AH' : 'PASS';
}

/** Never the password: what stands for it is only compared. */
const authCompared = (i: VrrpInstanceConf): string => `${i.authType} ${i.authFingerprint ?? ''}`;

/** The settings in the order of the view. A new one is a row here. */
export const FIELDS: readonly Field[] = [
  { label: 'name', value: (i) => i.name, at: (i) => i, agree: null, always: true },
  { label: 'state', value: (i) => i.state, at: at('state'), agree: null, always: true },
  { label: 'interface', value: (i) => i.interface ?? 'none', at: at('interface'), agree: null, always: true },
  { label: 'priority', value: (i) => String(i.priority), at: at('priority'), agree: 'distinct', always: true },
  {
    label: 'advert_int',
    value: (i) => secondsOf(i.advertIntervalMs),
    at: at('advert_int'),
    agree: 'equal',
    always: true,
  },
  { label: 'version', value: (i) => String(i.version), at: at('version'), agree: 'equal', always: true },
  { label: 'auth', value: auth, at: at('authentication'), agree: 'equal', compared: authCompared, always: true },
  {
    label: 'VIPs',
    value: (i) => list(i.vips.map((v) => `${v.address}/${v.prefixLength}`)),
    at: at('virtual_ipaddress'),
    agree: 'equal',
    compared: (i) => sorted(i.vips.map((v) => v.address)),
    always: true,
  },
  {
    label: 'excluded VIPs',
    value: (i) => list(i.excludedVips.map((v) => `${v.address}/${v.prefixLength}`)),
    at: at('virtual_ipaddress_excluded'),
    agree: 'equal',
    compared: (i) => sorted(i.excludedVips.map((v) => v.address)),
  },
  { label: 'nopreempt', value: (i) => yes(i.nopreempt), at: at('nopreempt'), agree: null },
  {
    label: 'preempt_delay',
    value: (i) => (i.preemptDelayS === 0 ? '' : `${i.preemptDelayS} s`),
    at: at('preempt_delay'),
    agree: null,
  },
  { label: 'track_script', value: (i) => tracked(i.trackScripts), at: at('track_script'), agree: 'equal' },
  { label: 'track_interface', value: (i) => tracked(i.trackInterfaces), at: at('track_interface'), agree: null },
  { label: 'track_file', value: (i) => tracked(i.trackFiles), at: at('track_file'), agree: 'equal' },
  { label: 'track_process', value: (i) => tracked(i.trackProcesses), at: at('track_process'), agree: 'equal' },
  {
    label: 'unicast_peer',
    value: (i) => list(i.unicastPeers),
    at: at('unicast_peer'),
    agree: 'equal',
    compared: (i) => (i.unicastPeers.length > 0 ? 'unicast' : 'multicast'),
  },
  { label: 'unicast_src_ip', value: (i) => i.unicastSrcIp ?? '', at: at('unicast_src_ip'), agree: 'distinct' },
  { label: 'mcast_src_ip', value: (i) => i.mcastSrcIp ?? '', at: at('mcast_src_ip'), agree: 'distinct' },
  {
    label: 'sync group',
    value: (i) => i.syncGroup ?? '',
    at: () => null,
    agree: 'equal',
    compared: (i) => yes(i.syncGroup !== null),
  },
  { label: 'use_vmac', value: (i) => yes(i.useVmac), at: at('use_vmac'), agree: null },
  {
    label: 'down_timer_adverts',
    value: (i) => (i.downTimerAdverts === 3 ? '' : String(i.downTimerAdverts)),
    at: at('down_timer_adverts'),
    agree: null,
  },
  {
    label: 'accept',
    value: (i) => (i.accept === null ? '' : i.accept ? 'yes' : 'no'),
    at: at('accept', 'no_accept'),
    agree: 'equal',
  },
  { label: 'strict', value: (i) => yes(i.strict), at: at('strict_mode'), agree: 'equal' },
];
