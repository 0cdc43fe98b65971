import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainFailure } from '../../src/actions/explain.js';
import type { Plan } from '../../src/actions/plan.js';
import { auditPath, writeAudit } from '../../src/app/audit.js';
import { FACTS } from './facts-of.js';

const LINE = 'sudo -n /usr/bin/systemctl stop keepalived';
const START = 'sudo -n /usr/bin/systemctl start keepalived';
const PLAN: Plan = {
  action: 'move',
  node: 'db201',
  steps: [
    { verb: 'stop', line: LINE },
    { verb: 'start', line: START },
  ],
  refusal: null,
  outlook: [],
  objections: [],
  notes: [],
  needsName: true,
  runsAfter: true,
  facts: FACTS,
};

describe('why a command failed', () => {
  // What sudo 1.8 and 1.9, systemctl, service and sh write.
  test.each([
    [
      'sudo: a password is required',
      1,
      true,
      /^sudo on db201 refused .*nothing was done; keepalived runs on db201; .*visudo .*ops ALL=\(root\) NOPASSWD/,
    ],
    ['sudo: no tty present and no askpass program specified', 1, true, /refused/],
    [
      'Sorry, user ops is not allowed to execute /usr/bin/systemctl stop keepalived as root on db201.',
      1,
      true,
      /refused/,
    ],
    [
      'Failed to stop keepalived.service: Unit keepalived.service not loaded.',
      5,
      true,
      /^db201 knows no such service: .*give your own under commands/,
    ],
    [
      'keepalived: unrecognized service',
      1,
      null,
      /knows no such service.*whether keepalived runs on db201 now is not known/,
    ],
    ['sh: 1: /opt/ha: not found', 127, true, /was not found on db201/],
    [
      'Job for keepalived.service failed',
      1,
      false,
      /exit code 1: Job for .*DOES NOT RUN on db201 now; run there: sudo -n .*start keepalived/,
    ],
  ])('%s', (said, code, running, expected) => {
    const run = { line: LINE, code, output: [said], failure: null };
    expect(explainFailure(PLAN, run, running, 'ops', [])).toMatch(expected);
  });

  // OpenRC 0.45 on a node whose /etc/init.d has a dangling link.
  test('what a script says of its own files is not taken for a missing service', () => {
    const output = ['scandir: No such file or directory', '* ERROR: keepalived failed to start'];
    const run = { line: LINE, code: 1, output, failure: null };
    expect(explainFailure(PLAN, run, true, 'ops', [])).toMatch(/^`.*` failed on db201 with exit code 1: \* ERROR/);
  });

  test('a connection that broke: nobody knows, and it says so', () => {
    const run = { line: LINE, code: null, output: [], failure: 'ended without an exit code' };
    expect(explainFailure(PLAN, run, null, 'ops', [])).toBe(
      `ended without an exit code after \`${LINE}\` was sent to db201: whether it was carried out is not known; whether keepalived runs on db201 now is not known`,
    );
  });

  test('the complaints of the configuration test are said where the daemon is not there', () => {
    const run = { line: LINE, code: 1, output: [], failure: null };
    expect(explainFailure(PLAN, run, false, 'ops', ['(x: Line 4) no'])).toContain('had said: (x: Line 4) no');
    expect(explainFailure(PLAN, run, true, 'ops', ['(x: Line 4) no'])).not.toContain('Line 4');
  });
});

describe('the audit file', () => {
  const entry = { node: 'db201', host: 'ops@db201', action: 'stop', commands: [LINE], result: 'started', message: '' };

  test('lies in the state folder, and a relative one is none', () => {
    expect(auditPath({ XDG_STATE_HOME: '/s' })).toBe('/s/vrrptop/audit.log');
    expect(auditPath({ XDG_STATE_HOME: 's', HOME: '/h' })).toBe('/h/.local/state/vrrptop/audit.log');
  });

  test('has a line for each, readable by its owner only; says why it cannot be written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vrrptop-audit-'));
    try {
      const path = join(folder, 'new', 'audit.log');
      expect(writeAudit(entry, Date.UTC(2026, 10, 23), path)).toBeNull();
      expect(writeAudit({ ...entry, result: 'failed' }, Date.UTC(2026, 10, 24), path)).toBeNull();
      const lines = readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((l) => JSON.parse(l) as Record<string, unknown>);
      expect(lines).toMatchObject([
        { at: '2026-11-23T00:00:00.000Z', node: 'db201', result: 'started', commands: [LINE] },
        { at: '2026-11-24T00:00:00.000Z', result: 'failed' },
      ]);
      expect(lines[0]!.who).not.toBe('');
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(writeAudit(entry, 0, join(path, 'below-a-file'))).toMatch(/^the audit file .* cannot be written: /);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
