import type { InputBody, SourceId, SourceStatus } from '../model/input.js';
import { sanitize } from '../protocol/sanitize.js';

/**
 * Where a source's inputs go. `at` (ms since 1970 with a fraction, the clock of `SourceDeps.now`) is given only where
 * the source knows better than "now": the middle of a clock exchange.
 */
export type Sink = (body: InputBody, at?: number) => void;

/** A sink for what is about one cluster. */
export const scoped =
  (sink: Sink, cluster: string): Sink =>
  (body, at) =>
    sink({ ...body, cluster }, at);

/** An adapter to the outside. It never throws and never rejects: what goes wrong is told as a `health` input. */
export interface Source {
  start(): void;
  /** Ends all its processes, streams and timers; resolves when they are gone, at the latest after some seconds. */
  stop(): Promise<void>;
}

export type Health = (status: SourceStatus, reason: string) => void;

/** Tells the health of one source, and only changes of it. */
export function healthTeller(sink: Sink, source: SourceId, node: string | null): Health {
  let last = '';
  return (status, reason) => {
    const text = cleanText(reason);
    if (last === `${status} ${text}`) return;
    last = `${status} ${text}`;
    sink({ kind: 'health', source, node, status, reason: text });
  };
}

/** One line of at most 300 characters without controls: what a remote program said may be hostile. */
export const cleanText = (text: string): string => sanitize(text.replace(/\s+/g, ' ').trim(), 300);

/** The last line of a program's complaint that says something, or ''. */
export const lastLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1) ?? '';

/** What an unknown thrown value says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
