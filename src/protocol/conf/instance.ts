import { INSTANCE_KEYWORDS } from './keywords.js';
import { addProblem } from './problems.js';
import { REDACTED } from './redact.js';
import type { ConfNode } from './tree.js';
import type { ConfAddress, ConfProblem, GlobalsConf, VrrpInstanceConf } from './types.js';
import { addressOf, entries, flag, integer, notifyOf, parseIp, positionOf, seconds, trackerOf } from './values.js';

/** What is written and not yet weighed against the rest of the instance. */
interface Written {
  priority: number | null;
  advertIntS: number | null;
  version: 2 | 3 | null;
  authType: 'pass' | 'ah' | null;
  authPass: string | null;
}

/**
 * Reads one vrrp_instance and applies keepalived's own completion (vrrp.c, vrrp_complete_instance, 2.2): defaults,
 * roundings, and what a state, a priority or a version cancels.
 */
export function readInstance(node: ConfNode, globals: GlobalsConf, problems: ConfProblem[]): VrrpInstanceConf {
  const instance: VrrpInstanceConf = {
    ...positionOf(node),
    name: node.words[1] ?? '',
    at: {},
    state: 'BACKUP',
    interface: globals.defaultInterface,
    vrid: null,
    priority: 100,
    advertIntervalMs: 1000,
    advertIntS: null,
    version: 2,
    family: null,
    authType: 'none',
    authFingerprint: null,
    nopreempt: false,
    preemptDelayS: 0,
    vips: [],
    excludedVips: [],
    unicastSrcIp: null,
    mcastSrcIp: null,
    unicastPeers: [],
    useVmac: false,
    trackScripts: [],
    trackInterfaces: [],
    trackFiles: [],
    trackProcesses: [],
    notifies: [],
    syncGroup: null,
    downTimerAdverts: globals.downTimerAdverts,
    accept: null,
    strict: globals.strict,
  };
  const written: Written = { priority: null, advertIntS: null, version: null, authType: null, authPass: null };
  readBlock(node, instance, written, problems);
  complete(instance, written, globals, problems);
  return instance;
}

function readBlock(node: ConfNode, instance: VrrpInstanceConf, written: Written, problems: ConfProblem[]): void {
  for (const child of entries(node)) {
    const keyword = child.words[0]!;
    if (INSTANCE_KEYWORDS.has(keyword)) {
      instance.at[keyword] = positionOf(child);
      readKeyword(keyword, child, instance, written, problems);
      instance.notifies.push(...notifyOf(child));
    } else if (keyword === 'vrrp_instance') {
      // A missing brace: keepalived takes the head line for an unknown word and reads on in the outer instance.
      readBlock(child, instance, written, problems);
    } else {
      addProblem(problems, child, `unknown keyword '${keyword}'`);
    }
  }
}

function readKeyword(
  keyword: string,
  node: ConfNode,
  instance: VrrpInstanceConf,
  written: Written,
  problems: ConfProblem[],
): void {
  const value = node.words[1];
  const problem = (message: string): void => addProblem(problems, node, `${keyword}: ${message}`);
  switch (keyword) {
    case 'state':
      instance.state = value === 'MASTER' ? 'MASTER' : 'BACKUP';
      if (value !== 'MASTER' && value !== 'BACKUP')
        problem(`${value ?? 'nothing'}, want MASTER or BACKUP; BACKUP is used`);
      break;
    case 'interface':
      instance.interface = value ?? null;
      break;
    case 'virtual_router_id': {
      const vrid = integer(value, 1, 255);
      if (vrid === null) problem(`${value ?? 'nothing'}, want 1 to 255`);
      else instance.vrid = vrid;
      break;
    }
    case 'priority':
      written.priority = integer(value, 1, 255);
      if (written.priority === null) {
        problem(`${value ?? 'nothing'}, want 1 to 255; 100 is used`);
        written.priority = 100;
      }
      break;
    case 'advert_int': {
      const s = seconds(value, 0.01, 255);
      if (s === null) problem(`${value ?? 'nothing'}, want 0.01 to 255 seconds; ignored`);
      else written.advertIntS = s;
      break;
    }
    case 'version':
      if (value === '2' || value === '3') written.version = value === '2' ? 2 : 3;
      else problem(`${value ?? 'nothing'}, want 2 or 3`);
      break;
    case 'authentication':
      for (const line of entries(node)) {
        if (line.words[0] === 'auth_type') {
          if (line.words[1] === 'PASS' || line.words[1] === 'AH') {
            written.authType = line.words[1] === 'PASS' ? 'pass' : 'ah';
          } else addProblem(problems, line, `auth_type: ${line.words[1] ?? 'nothing'}, want PASS or AH`);
        } else if (line.words[0] === 'auth_pass') written.authPass = line.words[1] ?? null;
      }
      break;
    case 'nopreempt':
      instance.nopreempt = true;
      break;
    case 'preempt':
      instance.nopreempt = false;
      break;
    case 'preempt_delay': {
      const s = seconds(value, 0, 1000);
      if (s === null) problem(`${value ?? 'nothing'}, want 0 to 1000 seconds`);
      instance.preemptDelayS = s ?? 0;
      break;
    }
    case 'virtual_ipaddress':
      instance.vips.push(...addresses(node, problems));
      break;
    case 'virtual_ipaddress_excluded':
      instance.excludedVips.push(...addresses(node, problems));
      break;
    case 'unicast_src_ip':
      instance.unicastSrcIp = ip(value, problem);
      break;
    case 'mcast_src_ip':
      instance.mcastSrcIp = ip(value, problem);
      break;
    case 'unicast_peer':
      for (const line of entries(node)) {
        const peer = ip(line.words[0], (message) => addProblem(problems, line, `unicast_peer: ${message}`));
        if (peer !== null) instance.unicastPeers.push(peer);
        const word = line.words.find((w, i) => i % 2 === 1 && w !== 'min_ttl' && w !== 'max_ttl');
        if (word !== undefined) addProblem(problems, line, `unicast_peer: '${word}' is ignored`);
      }
      break;
    case 'use_vmac':
      instance.useVmac = true;
      break;
    case 'track_script':
      instance.trackScripts.push(...entries(node).map(trackerOf));
      break;
    case 'track_interface':
      instance.trackInterfaces.push(...entries(node).map(trackerOf));
      break;
    case 'track_file':
      instance.trackFiles.push(...entries(node).map(trackerOf));
      break;
    case 'track_process':
      instance.trackProcesses.push(...entries(node).map(trackerOf));
      break;
    case 'down_timer_adverts': {
      const n = integer(value, 1, 100);
      if (n === null) problem(`${value ?? 'nothing'}, want 1 to 100`);
      else instance.downTimerAdverts = n;
      break;
    }
    case 'accept':
    case 'no_accept':
      instance.accept = keyword === 'accept';
      break;
    case 'garp_master_repeat':
    case 'garp_lower_prio_repeat':
      if (integer(value, 1, 1_000_000) === null) problem(`${value ?? 'nothing'}, want 1 or more`);
      break;
    case 'strict_mode':
      instance.strict = flag(value) ?? instance.strict;
      break;
  }
}

function complete(instance: VrrpInstanceConf, written: Written, globals: GlobalsConf, problems: ConfProblem[]): void {
  if (instance.vrid === null) addProblem(problems, instance, `${instance.name}: no usable virtual_router_id`);
  const first = instance.vips[0]?.family ?? instance.excludedVips[0]?.family;
  const source = instance.unicastSrcIp ?? instance.unicastPeers[0] ?? instance.mcastSrcIp;
  instance.family = first ?? (source === null ? null : (parseIp(source)?.family ?? null));
  instance.vips = instance.vips.filter((vip) => {
    if (vip.family === first) return true;
    addProblem(problems, vip, `${vip.address} is not of the family of the first address; ignored`);
    return false;
  });
  instance.version = written.version ?? (instance.family === 'ipv6' ? 3 : globals.vrrpVersion);
  instance.priority = written.priority ?? (instance.state === 'MASTER' ? 255 : 100);
  instance.advertIntS = written.advertIntS;
  instance.advertIntervalMs = intervalMs(written.advertIntS ?? 1, instance.version);
  if (written.authType !== null && written.authPass !== null && instance.version === 2 && !instance.strict) {
    instance.authType = written.authType;
    instance.authFingerprint = REDACTED.exec(written.authPass)?.[1] ?? null;
  }
  const startsAsMaster = instance.state === 'MASTER' || instance.priority === 255;
  if (startsAsMaster) instance.nopreempt = false;
  if (startsAsMaster || instance.nopreempt) instance.preemptDelayS = 0;
}

/** v2 knows whole seconds from 1, v3 hundredths up to 40.95 s; keepalived rounds to the nearest. */
function intervalMs(s: number, version: 2 | 3): number {
  if (version === 2) return Math.max(1, Math.floor(s + 0.5)) * 1000;
  return Math.min(4095, Math.max(1, Math.floor(s * 100 + 0.5))) * 10;
}

function addresses(node: ConfNode, problems: ConfProblem[]): ConfAddress[] {
  return entries(node)
    .map((line) => addressOf(line, problems))
    .filter((address) => address !== null);
}

function ip(word: string | undefined, problem: (message: string) => void): string | null {
  const parsed = word === undefined ? null : parseIp(word);
  if (parsed === null) problem(`no IP address: ${word ?? 'nothing'}`);
  return parsed?.address ?? null;
}
