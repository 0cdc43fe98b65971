import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/diagnose/finding.js';
import { LIVE_LIMITS } from '../../src/model/cluster.js';
import { Monitor } from '../../src/model/monitor.js';
import type { ClusterState } from '../../src/model/state.js';
import type { LanOptions } from '../../src/sources/simulator/lan.js';
import { Run, START, type Step } from '../model/run.js';

/** What every rule shows of itself: a state in which it finds something, one in which not, one where the fault is over, and one in which it cannot tell. */
interface Examples {
  fires(): ClusterState;
  quiet(): ClusterState;
  clears(): ClusterState;
  cannotTell(): ClusterState;
}

/** The state of a monitor that has no source. */
export const nothingSeen = (): ClusterState => new Monitor({ live: true, limits: LIVE_LIMITS }).refresh(START);

/** Two simulated nodes that have started, and what happened to them until `second`. */
export const lived = (steps: readonly Step[], second: number, options: Partial<LanOptions> = {}): ClusterState =>
  new Run(options)
    .play([[2, 'db201', 'start'], [2, 'db202', 'start'], ...steps], second)
    .monitor.refresh(START + second * 1000);

/** The four tests that each rule has (registry.test.ts looks for them). */
export function examples(rule: Rule, { fires, quiet, clears, cannotTell }: Examples): void {
  describe(`${rule.id} by example`, () => {
    test('fires, and says what, where, since when, what to do first, and how it clears', () => {
      const state = fires();
      const verdict = rule.check(state);
      expect(verdict.verdict).toBe('findings');
      for (const f of verdict.verdict === 'findings' ? verdict.findings : []) {
        for (const said of [f.summary, f.advice, f.clears]) expect(said).toMatch(/^\S.*\S$/);
        expect(f).toMatchObject({ rule: rule.id, key: expect.stringMatching(/\S/) });
        expect(`${f.summary} ${f.advice} ${f.clears}`).not.toMatch(/undefined|NaN|null|Infinity/);
        expect(f.since).toBeGreaterThan(START - 1000);
        expect(f.since).toBeLessThanOrEqual(f.to ?? state.now);
      }
    });

    test('is quiet', () => {
      expect(rule.check(quiet())).toEqual({ verdict: 'quiet' });
    });

    test('clears', () => {
      const verdict = rule.check(clears());
      for (const f of verdict.verdict === 'findings' ? verdict.findings : []) expect(f.to, f.summary).not.toBeNull();
    });

    test('says what is missing when it cannot tell', () => {
      expect(rule.check(cannotTell())).toEqual({ verdict: 'insufficient', missing: expect.stringMatching(/\S/) });
    });
  });
}
