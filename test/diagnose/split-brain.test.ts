import { expect, test } from 'vitest';
import { splitBrain } from '../../src/diagnose/split-brain.js';
import { Run, START, type Step } from '../model/run.js';
import { examples, lived, nothingSeen } from './examples.js';

const BOTH: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
];
function findings(rule: typeof splitBrain, run: Run, second: number) {
  const verdict = rule.check(run.monitor.refresh(START + second * 1000));
  return verdict.verdict === 'findings' ? verdict.findings.filter((f) => f.router === 'ipv4/51') : [];
}

test('a split brain says who should have given way, and is history when it is over', () => {
  const run = new Run().play([...BOTH, [60, 'db202', 'firewall']], 80);
  const found = findings(splitBrain, run, 80);
  expect(found).toHaveLength(1);
  expect(found[0]!.summary).toMatch(
    /^vi_w \(VRID 51\): db201 \(priority 100\) and db202 \(priority 90\) are MASTER at once for .* db202 should have given way$/,
  );
  expect(found[0]!.advice).toMatch(/^check that db202 hears db201 .* before restarting anything$/);
  const after = findings(splitBrain, run.play([[80, 'db202', 'allow']], 100), 100);
  expect(after).toHaveLength(1);
  expect(after[0]!.advice).toContain('it is over');
});

examples(splitBrain, {
  fires: () => lived([[60, 'db202', 'firewall']], 80),
  quiet: () => lived([], 60),
  clears: () =>
    lived(
      [
        [60, 'db202', 'firewall'],
        [80, 'db202', 'allow'],
      ],
      100,
    ),
  cannotTell: nothingSeen,
});
