import type { ClusterState } from '../model/state.js';
import type { Finding } from './finding.js';

/** The four words of monitoring plugins; their index is the exit code. */
export const STATUS_WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

/**
 * The cluster in one word: CRITICAL when a virtual IP is nowhere, at two places, or a finding says so; UNKNOWN when
 * nobody can tell where one is, or nothing was observed at all; else WARNING or OK by the findings.
 */
export function statusWord(state: ClusterState, findings: readonly Finding[]): StatusWord {
  const vips = state.routers.flatMap((r) => r.vips);
  if (vips.some((v) => v.known && v.holders.length !== 1) || findings.some((f) => f.severity === 'critical'))
    return 'CRITICAL';
  if (vips.length === 0 || vips.some((v) => !v.known)) return 'UNKNOWN';
  return findings.some((f) => f.severity === 'warning') ? 'WARNING' : 'OK';
}

/** From the worst on: what is known to be wrong weighs more than what is not known. */
export const WORST_FIRST: readonly StatusWord[] = ['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'];

/** The worst of several clusters' words; UNKNOWN for none. */
export const worstWord = (words: readonly StatusWord[]): StatusWord =>
  WORST_FIRST.find((word) => words.includes(word)) ?? 'UNKNOWN';
