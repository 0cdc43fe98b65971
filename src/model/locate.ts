import type { Announcement, ClusterState, Mark, NodeState, VipState, VirtualRouter } from './state.js';
import { masterDownIntervalMs } from './timers.js';

/** After a change of master a node's addresses have this long to follow before the screen doubts it, ms. */
const SETTLE_MS = 1000;
/** A node that fell silent and is asked this long after another took over tells what it holds beside it, ms. */
const ASKED_AFTER_MS = 300;
/** A node that gives way has released its address, and told so, after this, ms. */
const RELEASE_MS = 500;
/** Addresses asked longer ago than this are stale, ms. */
const ADDR_STALE_MS = 15_000;

/**
 * Where each virtual IP of `router` is, out of four kinds of evidence, each with its own mark.
 * Who sends and who holds are both needed: an address held by a node that fell silent before another took over is
 * counted only when the node was asked after that.
 * @param announced the last gratuitous ARP for each address.
 */
export function locate(state: ClusterState, router: VirtualRouter, announced: ReadonlyMap<string, Announcement>): void {
  const cells = [...router.cells.values()];
  const wireLive = [...state.sources.values()].some((s) => s.kind === 'wire' && s.status === 'live');
  const senders = cells.filter((c) => c.wire?.status === 'master');
  const believers = cells.filter((c) => c.log?.state === 'MASTER' && c.state === 'MASTER');
  const masters = cells.filter((c) => c.state === 'MASTER');
  const takenOverAt = Math.max(0, ...masters.map((c) => c.since));
  for (const vip of router.vips) {
    const holding = [...state.nodes.values()].filter((n) => n.held.has(vip.address));
    const holders = new Set<string>();
    for (const cell of masters) {
      const node = state.nodes.get(cell.node);
      if (node === undefined || node.held.has(vip.address) || !absent(node, cell.since)) holders.add(cell.node);
    }
    for (const node of holding) {
      if (live(state, node) && (masters.length === 0 || stillHolds(state, router, node, takenOverAt)))
        holders.add(node.name);
    }
    const names = [...holders].sort();
    if (names.join() !== vip.holders.join() || vip.since === null) {
      vip.since =
        names.length === 0
          ? (lastLeft(router) ?? vip.since)
          : Math.max(0, ...masters.filter((c) => holders.has(c.node)).map((c) => c.since)) || state.now;
    }
    vip.holders = names;
    vip.known = names.length > 0 || silenceIsKnown(state, router, wireLive);
    vip.note = vip.known
      ? ''
      : wireLive
        ? 'no advert heard, and no node tells'
        : 'no capture is live, and no node tells';
    vip.marks.wire = mark(
      senders.map((c) => c.node),
      names,
      wireLive ? newest(cells.map((c) => c.wire?.lastAt)) : null,
      wireLive,
    );
    vip.marks.log = mark(
      believers.map((c) => c.node),
      names,
      newest(cells.map((c) => c.log?.at)),
      cells.some((c) => c.log !== null),
    );
    const asked = [...state.nodes.values()].filter((n) => n.heldAt !== null);
    vip.marks.addr = mark(
      holding.filter((n) => live(state, n) && holders.has(n.name)).map((n) => n.name),
      names,
      newest(asked.map((n) => n.heldAt)),
      asked.length > 0,
    );
    if (vip.marks.addr.at !== null && state.now - vip.marks.addr.at > ADDR_STALE_MS) vip.marks.addr.verdict = 'stale';
    vip.announced = announced.get(vip.address) ?? null;
    vip.marks.arp = arpMark(router, vip, names);
  }
}

/**
 * Whether an address that `node` held counts beside the new master. A node that gave way is alive and tells of a change
 * at once; one that fell silent may be dead, and must have been asked since.
 */
function stillHolds(state: ClusterState, router: VirtualRouter, node: NodeState, takenOverAt: number): boolean {
  if (router.cells.get(node.name)?.wire?.status === 'superseded') return state.now > takenOverAt + RELEASE_MS;
  return node.heldAt !== null && node.heldAt > takenOverAt + ASKED_AFTER_MS;
}

/** The node was asked after it had time to set the address, and it was not there. */
function absent(node: NodeState, since: number): boolean {
  return node.heldAt !== null && node.heldAt > since + SETTLE_MS;
}

function live(state: ClusterState, node: NodeState): boolean {
  return state.sources.get(`addr:${node.name}`)?.status === 'live';
}

/** "Nowhere" needs somebody who looked: a live capture that heard nothing for long enough, or every node asked. */
function silenceIsKnown(state: ClusterState, router: VirtualRouter, wireLive: boolean): boolean {
  const interval = router.advertIntervalMs ?? 1000;
  const patience = masterDownIntervalMs(router.version ?? 2, 1, interval);
  const heard = newest([...router.cells.values()].map((c) => c.wire?.lastAt));
  if (wireLive && heard !== null && state.now - heard > patience) return true;
  const nodes = [...state.nodes.values()].filter((n) => n.inInventory);
  return nodes.length > 0 && nodes.every((n) => live(state, n) && n.heldAt !== null);
}

function lastLeft(router: VirtualRouter): number | null {
  return newest(router.tenures.map((t) => t.to));
}

function newest(times: (number | null | undefined)[]): number | null {
  let max: number | null = null;
  for (const t of times) if (t !== null && t !== undefined && (max === null || t > max)) max = t;
  return max;
}

function mark(nodes: string[], holders: string[], at: number | null, tells: boolean): Mark {
  const sorted = [...nodes].sort();
  const verdict = !tells ? 'unknown' : sorted.join() === holders.join() ? 'yes' : 'no';
  return { verdict, nodes: sorted, at };
}

/** ARP speaks for the node whose adverts came from the same MAC; a virtual MAC belongs to no node. */
function arpMark(router: VirtualRouter, vip: VipState, holders: string[]): Mark {
  const announcement = vip.announced;
  if (announcement === null) return { verdict: 'unknown', nodes: [], at: null };
  const senders = [...router.cells.values()].filter((c) => c.wire !== null && c.wire.mac === announcement.mac);
  if (senders.length === 0 || announcement.mac.startsWith('00:00:5e:00:0'))
    return { verdict: 'unknown', nodes: [], at: announcement.at };
  const nodes = senders.map((c) => c.node);
  return {
    verdict: holders.some((h) => nodes.includes(h)) ? 'yes' : vip.holders.length === 0 ? 'stale' : 'no',
    nodes,
    at: announcement.at,
  };
}
