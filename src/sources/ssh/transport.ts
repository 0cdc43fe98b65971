import type { RemoteProcess } from '../remote-process.js';

/** A connection to one node. */
export interface Transport {
  /** Resolves when logged in; rejects with a `ConnectError` whose message is for the operator. Call once. */
  connect(): Promise<void>;
  /** Starts a command in a channel of its own; rejects when none can be opened. */
  exec(command: string): Promise<RemoteProcess>;
  /** Resolves with the reason when a connection that stood has ended. */
  readonly closed: Promise<string>;
  close(): void;
}

/** Why there is no connection, in words for the operator, with what to type where something helps. */
export class ConnectError extends Error {}

/** How long a connection, with all its hops, may take to come up. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** A peer that does not answer three of these in a row is dead: found within 8 s. */
export const KEEPALIVE_MS = 2000;
export const KEEPALIVE_COUNT = 3;
