import type { TextBytes } from '../protocol/bytes.js';

/** Where an input came from: `wire:eth0`, `wire:db201`, `log:db201`, `addr:db201`, `ssh:db201`. */
export type SourceId = string;

/** A node of the inventory, by the operator's name for it. */
export interface InventoryNode {
  name: string;
  /** Addresses the node is known to own (primary addresses, never VIPs); may be empty until a probe tells. */
  addresses: string[];
}

/** A virtual router as the configuration names it; everything but the name may be unknown. */
export interface InventoryRouter {
  name: string;
  vrid?: number;
  family?: 'ipv4' | 'ipv6';
  vips: string[];
  /** The operator's word for what it serves: `writes`, `reads`. */
  role?: string;
}

/** What the operator told us of a cluster before anything was observed. Those of all clusters begin every recording. */
export interface Inventory {
  cluster: string;
  nodes: InventoryNode[];
  routers: InventoryRouter[];
  /** Captures of the monitor itself that hear this cluster; left out: all of them. */
  captures?: SourceId[];
}

export type SourceStatus = 'connecting' | 'live' | 'lost' | 'off';

/**
 * What a probe asked a node. `addr`: `ip -j addr` (or the text of old iproute2), or `same` where nothing changed since
 * the last answer over the same connection. `config`: keepalived.conf with its
 * includes, auth_pass redacted. `version`: `keepalived -v`. `process`: `running PID` or `stopped`.
 * `counters`: what keepalived counted, see protocol/counters.ts.
 * `files`: the scripts that keepalived.conf names, see protocol/script-files.ts.
 * `clock`: the node's time as seconds with a fraction, then its zone (`+0100`); `at` is the middle of the exchange.
 */
export type ProbeKind = 'addr' | 'config' | 'version' | 'process' | 'clock' | 'counters' | 'files';

/** `planned`: shown; `started`: a command was sent; `output`: it wrote this; `ended`: it ended; `verified`: what became of it. */
export type ActionPhase = 'planned' | 'started' | 'output' | 'ended' | 'verified';

/** Everything that reaches the program from outside, as one of these; a recording is a sequence of them. */
export type InputBody = InputKind & {
  /** The cluster that it is about. Left out: the only one; for a capture, all that hear it; for time and keys, all. */
  cluster?: string;
};

type InputKind =
  | { kind: 'start'; inventory: Inventory; program: string }
  /** A piece of a pcap or pcapng stream, cut anywhere. `node` is where the capture runs, null for the monitor itself. */
  | { kind: 'capture'; source: SourceId; node: string | null; bytes: Uint8Array }
  /** A piece of a log, cut anywhere. */
  | { kind: 'log'; source: SourceId; node: string; bytes: TextBytes }
  | { kind: 'probe'; source: SourceId; node: string; probe: ProbeKind; text: string }
  /** A source began, ended or changed. A stream that is live again starts anew (a new pcap header, a new line). */
  | { kind: 'health'; source: SourceId; node: string | null; status: SourceStatus; reason: string }
  /** What was done to a node, and what came of it; the audit file has the same. */
  | { kind: 'action'; node: string; action: string; phase: ActionPhase; detail: string }
  | { kind: 'key'; key: string }
  /** Time passing: the model has no clock of its own. */
  | { kind: 'tick' };

export type Input = InputBody & {
  /** Counts from 1 in the order the program took them. */
  seq: number;
  /** The monitor's clock when the input arrived, ms since 1970 UTC with a fraction. */
  at: number;
};

/** The name of the stream that an input of a source belongs to: nodes of two clusters may have one name. */
export const streamOf = (input: { cluster?: string; source: SourceId }): string =>
  `${input.cluster ?? ''} ${input.source}`;
