import { emptyTail, keepLine, keepPacket, type Tail } from '../../src/model/tail.js';
import { CaptureReader } from '../../src/protocol/capture-reader.js';
import { LogReader } from '../../src/protocol/log/log-reader.js';
import { ethernet, hex, ipv4, pcapOf, pseudo4, sealed, V2 } from '../protocol/wire/frames.js';
import { SCENES } from './scenes.js';
import { ago, type Made, NOW } from './states.js';

/** Hand-built lines and packets, read by the real decoders: what the lists are shown in tests. */
const LINES: readonly [secondsAgo: number, node: string, message: string][] = [
  [62.5, 'db201', 'Keepalived[900]: Starting Keepalived v2.2.7 (01/16,2022)'],
  [62.4, 'db201', 'Keepalived_vrrp[901]: Registering Kernel netlink reflector'],
  [61.2, 'db202', 'Keepalived_vrrp[77]: (vi_r) received an invalid passwd!'],
  [60.1, 'db201', 'Keepalived_vrrp[901]: VRRP_Script(chk_mysql) failed (exited with status 1)'],
  [60.0, 'db201', 'Keepalived_vrrp[901]: (vi_w) Changing effective priority from 100 to 60'],
  [59.8, 'db202', 'Keepalived_vrrp[77]: (vi_w) Receive advertisement timeout'],
  [59.7, 'db202', 'Keepalived_vrrp[77]: (vi_w) Entering MASTER STATE'],
  [59.7, 'db202', 'Keepalived_vrrp[77]: (vi_w) setting VIPs.'],
  [59.6, 'db201', 'Keepalived_vrrp[901]: (vi_w) Entering BACKUP STATE'],
  [12.0, 'db201', 'Keepalived_vrrp[901]: something that keepalived 9 may say'],
  [3.0, 'db202', 'Keepalived_vrrp[77]: (vi_r) Entering FAULT STATE'],
];

export function addLine(tail: Tail, secondsAgo: number, node: string, message: string): void {
  const at = ago(secondsAgo);
  const text = Buffer.from(`${new Date(at).toISOString()} ${node} ${message}\n`);
  const reader = new LogReader(
    { reference: NOW },
    (event) => keepLine(tail, { at, precisionMs: 1, node, text: event.detail, event }),
    (line) => keepLine(tail, { at, precisionMs: 1, node, text: line.text, event: null }),
  );
  reader.push(text);
}

/** Hears the frames, one each `stepMs`, the last one `lastS` seconds ago. */
export function hear(tail: Tail, frames: Uint8Array[], stepMs: number, lastS: number, source = 'wire:eth0'): void {
  let n = 0;
  const reader = new CaptureReader((p) => {
    keepPacket(tail, p, ago(lastS) - (frames.length - ++n) * stepMs, source);
  });
  reader.push(pcapOf(frames));
}

const A = '172.30.23.201';
const B = '172.30.23.202';
const unicast = sealed(hex('313d 6401 0032 0000 ac1e17c8'), pseudo4(12, B, A));
const resigning = sealed(hex('2133 0001 0101 0000 ac1e17c8 3131313100000000'));
const arp = hex('0001 0800 0604 0001 02000000000a ac1e17c8 ffffffffffff ac1e17c8');
const wrong = Buffer.from(V2);
wrong[7] = 0;

export const FRAMES: Uint8Array[] = [
  ethernet('0800', ipv4(V2)),
  ethernet('0800', ipv4(unicast, { src: B, dst: A })),
  ethernet('0800', ipv4(V2)),
  ethernet('0800', ipv4(wrong, { src: B })),
  ethernet('0800', ipv4(V2, { ttl: 64 })),
  ethernet('0800', ipv4(resigning)),
  ethernet('0806', arp),
  ethernet('0800', ipv4(hex('2133'))),
  ethernet('0800', ipv4(V2, { src: B })),
];

/** A scene with something in its lists. */
export function withTail(name = 'healthy'): Made {
  const made = SCENES[name]!();
  made.state.tail = emptyTail({ lines: 100, packets: 100 });
  for (const line of LINES) addLine(made.state.tail, ...line);
  hear(made.state.tail, FRAMES, 500, 0.4);
  return made;
}

/** Adverts of vi_w by db201 and of vi_r by db202, read by the real decoder, at the given ages in seconds. */
export function beat(tail: Tail, who: 'vi_w' | 'vi_r', ages: readonly number[], source = 'wire:eth0'): void {
  const reads = sealed(hex('212c 6401 0101 0000 ac1e17d2 3131313100000000'));
  const frame = who === 'vi_w' ? ethernet('0800', ipv4(V2)) : ethernet('0800', ipv4(reads, { src: B }));
  for (const s of ages) {
    const reader = new CaptureReader((p) => keepPacket(tail, p, ago(s), source));
    reader.push(pcapOf([frame]));
  }
}

/**
 * A scene with five minutes of adverts, a little late each, in which three of vi_w are missing a minute ago, so that
 * one gap of 4 s stands out.
 */
export function withRhythm(name = 'healthy', seconds = 300): Made {
  const made = SCENES[name]!();
  made.state.tail = emptyTail({ lines: 100, packets: 1000 });
  for (let s = seconds; s >= 0; s--) {
    const late = ((s * 37) % 11) / 1000;
    if (s < 60 || s > 62) beat(made.state.tail, 'vi_w', [s + 0.4 - late]);
    beat(made.state.tail, 'vi_r', [s + 0.2 - late]);
  }
  return made;
}
