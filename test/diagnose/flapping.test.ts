import { expect, test } from 'vitest';
import { flapping } from '../../src/diagnose/flapping.js';
import { Run, START, type Step } from '../model/run.js';
import { examples, lived, nothingSeen } from './examples.js';
import { Rig, withNothing } from './rig.js';

const BOTH: Step[] = [
  [2, 'db201', 'start'],
  [2, 'db202', 'start'],
];
function findings(run: Run, second: number) {
  const verdict = flapping.check(run.monitor.refresh(START + second * 1000));
  return verdict.verdict === 'findings' ? verdict.findings.filter((f) => f.router === 'ipv4/51') : [];
}
const cycle = (break_: Step[2], mend: Step[2], from: number, times: number): Step[] =>
  Array.from({ length: times }, (_, i): Step[] => [
    [from + i * 60, 'db201', break_],
    [from + i * 60 + 30, 'db201', mend],
  ]).flat();

test('a script that comes and goes: counted, with its class, over ten minutes after the last', () => {
  const run = new Run().play([...BOTH, ...cycle('script-fail', 'script-ok', 60, 2)], 220);
  const found = findings(run, 220);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warning', nodes: ['db201', 'db202'], to: null });
  expect(found[0]!.summary).toBe('vi_w (VRID 51): 4 changes of master in 2 min, by tracker');
  expect(found[0]!.advice).toContain('a tracker on db201');
  const later = findings(run.play([], 900), 900);
  expect(later).toHaveLength(1);
  expect(later[0]!.to).not.toBeNull();
});

test('crashes are silence', () => {
  const run = new Run().play([...BOTH, ...cycle('crash', 'power-on', 60, 2)], 220);
  expect(findings(run, 220)[0]!.summary).toContain('by silence');
});

test('two changes are none, nor are stops on purpose, however many', () => {
  expect(findings(new Run().play([...BOTH, ...cycle('crash', 'power-on', 60, 1)], 150), 150)).toEqual([]);
  expect(findings(new Run().play([...BOTH, ...cycle('stop', 'start', 60, 6)], 450), 450)).toEqual([]);
});

test('on the wire alone priority 0 may be somebody at work, but not six times in ten minutes', () => {
  const resigns = (times: number): Rig => {
    const rig = new Rig({ logs: false, asked: false });
    for (let i = 0; i < times; i++) {
      const at = 1 + i * 60;
      rig.sends('db201', { from: at, to: at + 20 }).sends('db201', { from: at + 20, to: at + 20.5, priority: 0 });
      rig.sends('db202', { from: at + 20.65, to: at + 60, priority: 90 });
    }
    return rig;
  };
  expect(resigns(2).check(flapping, 125)).toEqual({ verdict: 'quiet' });
  expect(resigns(4).findings(flapping, 245)).toMatchObject([
    { severity: 'warning', to: null, summary: expect.stringContaining('by priority 0'), evidence: ['wire'] },
  ]);
});

test('changes that are hours apart are none', () => {
  const steps: Step[] = [0, 1, 2].flatMap((i): Step[] => [
    [60 + i * 1500, 'db201', 'script-fail'],
    [90 + i * 1500, 'db201', 'script-ok'],
  ]);
  expect(findings(new Run().play([...BOTH, ...steps], 3200), 3200)).toEqual([]);
});

test('quiet while somebody looks, insufficient else', () => {
  const run = new Run().play(BOTH, 60);
  expect(flapping.check(run.monitor.refresh(START + 60_000))).toEqual({ verdict: 'quiet' });
  expect(withNothing(flapping).verdict).toBe('insufficient');
});

examples(flapping, {
  fires: () => lived(cycle('script-fail', 'script-ok', 60, 2), 220),
  quiet: () => lived([], 60),
  clears: () => lived(cycle('script-fail', 'script-ok', 60, 2), 900),
  cannotTell: nothingSeen,
});
