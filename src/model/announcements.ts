import { addressAt, macAt } from '../protocol/address.js';
import type { Packet } from '../protocol/packet.js';
import type { Announcement, AnnouncementRun } from './state.js';

/** Addresses of which the announcements are remembered, and stretches of them for each. */
const MAX_ADDRESSES = 4096;
const MAX_RUNS = 16;
/** Announcements this close together are one burst, ms. */
const BURST_MS = 200;
/** A pause so many times the one between the bursts before ends a run. */
const PAUSE_FACTOR = 2.5;

/** Who announced which address by gratuitous ARP or neighbour advertisement, and in which rhythm. */
export class Announcements {
  readonly byAddress = new Map<string, Announcement>();

  /** Takes a gratuitous ARP or unsolicited NA. @param at its time by the monitor's clock, ms. */
  take(p: Packet, at: number): void {
    const address = addressAt(p.bytes, p.src, p.family);
    const mac = p.announcedMac < 0 ? '' : (macAt(p, p.announcedMac) ?? '');
    let known = this.byAddress.get(address);
    if (known === undefined) {
      if (this.byAddress.size >= MAX_ADDRESSES) return;
      known = { address, mac, at, runs: [] };
      this.byAddress.set(address, known);
    }
    if (at >= known.at) {
      known.mac = mac;
      known.at = at;
    }
    const run = known.runs.findLast((r) => r.mac === mac);
    if (run !== undefined && continues(run, at)) return;
    known.runs.push({ mac, from: at, to: at, bursts: 1 });
    if (known.runs.length > MAX_RUNS) known.runs.shift();
  }
}

function continues(run: AnnouncementRun, at: number): boolean {
  const pause = at - run.to;
  if (pause < BURST_MS) {
    run.to = Math.max(run.to, at);
    return true;
  }
  if (run.bursts > 1 && pause > (PAUSE_FACTOR * (run.to - run.from)) / (run.bursts - 1)) return false;
  if (run.bursts === 1 && pause > FIRST_PAUSE_MS) return false;
  run.bursts++;
  run.to = at;
  return true;
}

/** The first pause of a run may be as long as the longest interval of version 3 (RFC 5798 5.2.7), ms. */
const FIRST_PAUSE_MS = 40_950;
