import type { ClusterState, NodeState, Trouble } from '../model/state.js';
import type { Finding, Rule } from './finding.js';
import { patienceMs, seconds } from './mastership.js';
import { cellsOf, episodes, logRead, nothing, times } from './nodes.js';

/** keepalived writes a line for each timer that was late; those of one stall come together, and stalls come in rows. */
const PAUSE_MS = 60_000;

/** keepalived did not run when it had to: a stall of the machine, or a process that was stopped. */
export const timerStall: Rule = {
  id: 'timer-stall',
  rests: { lines: ['timer-late'] },
  check(state) {
    const findings = [...state.nodes.values()].flatMap((node) =>
      episodes(node, ['timer-stall'], PAUSE_MS).map((run) => describe(state, node, run)),
    );
    if (findings.length > 0) return { verdict: 'findings', findings };
    return nothing(logRead(state), 'the log of a node');
  },
};

function describe(state: ClusterState, node: NodeState, run: Trouble[]): Finding {
  const cells = cellsOf(state, node.name);
  const longestMs = Math.max(...run.map((t) => t.seconds ?? 0)) * 1000;
  const known = cells.filter(({ router }) => router.advertIntervalMs !== null);
  const intervalMs = known.length === 0 ? 1000 : Math.min(...known.map(({ router }) => router.advertIntervalMs!));
  const downMs = Math.min(...known.map(({ router }) => patienceMs(router)), Number.MAX_SAFE_INTEGER);
  const stalls = distinct(run);
  const effect =
    longestMs >= downMs
      ? `; longer than a Master_Down_Interval (${seconds(downMs)}): a MASTER there was replaced meanwhile`
      : '';
  const often = stalls === 1 ? '' : `, ${times(stalls)}`;
  return {
    rule: 'timer-stall',
    key: `${node.name}/${run[0]!.from}`,
    // A stall shorter than an interval delays an advert and loses none.
    severity: longestMs >= intervalMs ? 'warning' : 'info',
    router: null,
    nodes: [node.name],
    since: run[0]!.from,
    to: run.at(-1)!.to,
    summary: `${node.name}: keepalived did not run for ${seconds(longestMs)}${often}${effect}`,
    advice: `look for a CPU or VM stall on ${node.name} (steal time, backup snapshot, swap: vmstat 1, dmesg), then for what kept keepalived from running`,
    clears: 'it ran again: told once, and over with it',
    evidence: ['log'],
  };
}

/** Stalls that do not overlap: each late timer of one stall writes a line of its own. */
function distinct(run: readonly Trouble[]): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const t of [...run].sort((a, b) => a.from - b.from)) {
    if (t.from > end) count++;
    end = Math.max(end, t.to ?? t.from);
  }
  return count;
}
