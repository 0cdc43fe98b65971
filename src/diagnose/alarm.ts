import type { Finding } from './finding.js';

/** What the alarm knows: findings by what they are about, not by when they began. */
export interface AlarmState {
  /** When it first looked, ms. */
  startedAt: number;
  /** When each was last there, and when it last rang (null: it was there at the start), ms. */
  known: ReadonlyMap<string, { seenAt: number; rangAt: number | null }>;
}

/** What is wrong when the screen opens, and is found while the sources begin to tell, is no news; ms. */
const SETTLING_MS = 10_000;
/** One that comes back sooner than that after it rang is flapping: it does not ring again; ms. */
const AGAIN_MS = 5 * 60_000;
/** A finding that is away for a moment only (a source lost, a rule that waits) has not ended; ms. */
const AWAY_MS = 30_000;
const MOST = 500;

export const silentAlarm = (now: number): AlarmState => ({ startedAt: now, known: new Map() });

/** A finding by what it is about: while it is there its times and its nodes may become known better. */
const subjectOf = (f: Finding): string => `${f.rule} ${f.router ?? f.nodes.join(' ')}`;

/** Which critical findings are new at `now` (ms): those to ring for. */
export function listen(
  before: AlarmState,
  findings: readonly Finding[],
  now: number,
): { after: AlarmState; fresh: Finding[] } {
  const known = new Map(before.known);
  const fresh: Finding[] = [];
  for (const f of findings) {
    if (f.severity !== 'critical' || f.to !== null) continue;
    const subject = subjectOf(f);
    const last = known.get(subject);
    const lasts = last !== undefined && now - last.seenAt <= AWAY_MS;
    const rings =
      now - before.startedAt > SETTLING_MS && !lasts && (last?.rangAt == null || now - last.rangAt > AGAIN_MS);
    if (rings) fresh.push(f);
    // Behind the others: the longest unseen go first.
    known.delete(subject);
    known.set(subject, { seenAt: now, rangAt: rings ? now : (last?.rangAt ?? null) });
  }
  for (const subject of known.keys()) {
    if (known.size <= MOST) break;
    known.delete(subject);
  }
  return { after: { startedAt: before.startedAt, known }, fresh };
}

/** Whether what rang is still wrong. */
export const stillWrong = (rang: Finding, findings: readonly Finding[]): boolean =>
  findings.some((f) => f.to === null && f.severity === 'critical' && subjectOf(f) === subjectOf(rang));
