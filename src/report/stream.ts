import type { Finding } from '../diagnose/finding.js';
import type { ClusterEvent, ClusterState } from '../model/state.js';
import { buildStatus, findingData } from './status.js';
import { isoTime } from './time.js';

/** Events that are remembered as told. */
const MOST_TOLD = 5000;
/** An event that comes again so near is the same one, whose time or cause became known better; ms. */
const SAME_MS = 1000;

/** What changes in a cluster as a stream of values, one a line: first how it is, then each event and each finding once. */
export class Stream {
  /** By what an event says: when it was last told, ms. */
  readonly #told = new Map<string, number>();
  readonly #open = new Map<string, Finding>();
  #begun = false;

  /**
   * What is new since the last call; schema `vrrptop-watch/1`.
   * @param findings all that the rules find now. What happened before the first call is in its `status` alone.
   */
  next(state: ClusterState, findings: readonly Finding[]): object[] {
    const { cluster } = state.inventory;
    const head = { schema: 'vrrptop-watch/1' as const, at: isoTime(state.now), cluster };
    const lasting = findings.filter((f) => f.to === null);
    const out: object[] = this.#begun ? [] : [{ ...head, kind: 'status', status: buildStatus(state, lasting) }];
    for (const event of state.events) {
      const what = eventSubject(event);
      const last = this.#told.get(what);
      if (last !== undefined && event.at <= last + SAME_MS) continue;
      // Behind the others: the longest untold go first.
      this.#told.delete(what);
      this.#told.set(what, event.at);
      if (this.#begun) out.push({ ...head, kind: 'event', event: eventData(state, event) });
    }
    for (const what of this.#told.keys()) {
      if (this.#told.size <= MOST_TOLD) break;
      this.#told.delete(what);
    }
    const now = new Map(lasting.map((f) => [subjectOf(f), f]));
    for (const [key, f] of now)
      if (!this.#open.has(key) && this.#begun)
        out.push({ ...head, kind: 'finding', phase: 'begun', finding: findingData(f) });
    for (const [key, f] of this.#open) {
      if (now.has(key)) continue;
      const ended =
        findings.find((other) => other.to !== null && other.since >= f.since && subjectOf(other) === key) ?? f;
      out.push({ ...head, kind: 'finding', phase: 'ended', finding: findingData(ended) });
      this.#open.delete(key);
    }
    for (const [key, f] of now) this.#open.set(key, f);
    this.#begun = true;
    return out;
  }
}

/** A finding by what it is about: its times may become known better. */
const subjectOf = (f: Finding): string => `${f.rule} ${f.router} ${f.nodes.join(' ')}`;

/** A history that is made anew has the same events: they are known by what happened where, not by cause and place. */
const eventSubject = ({ router, node, text }: ClusterEvent): string => `${router} ${node} ${text.split('  ')[0]}`;

const eventData = (state: ClusterState, event: ClusterEvent) => ({
  at: isoTime(event.at),
  kind: event.kind,
  severity: event.severity,
  router: state.routers.find((r) => r.id === event.router)?.label ?? event.router,
  node: event.node,
  text: event.text,
  evidence: event.evidence,
});
