import { expect, test } from 'vitest';
import { compareReport, shownHolders } from './scenario.js';

// The screens are the sketch of the overview; what is wanted was read from them by eye.
test.each<[string, string[], string, string[] | null]>([
  ['one node', ['│ vi_w  172.30.23.200  ──▶ db201   for 2h13m   wire ✓ log ✓ │'], '172.30.23.200', ['db201']],
  ['plain ASCII', ['| vi_w  172.30.23.200  --> db201  for 2h13m |'], '172.30.23.200', ['db201']],
  ['two nodes', ['│ vi_w  172.30.23.200  ──▶ db202 + db201   CONFLICT │'], '172.30.23.200', ['db201', 'db202']],
  ['the end of the row', ['│ vi_w  172.30.23.200  ──▶ db201│'], '172.30.23.200', ['db201']],
  ['nobody', ['│ vi_w  172.30.23.200  ──▶ nobody   NO MASTER for 3 s │'], '172.30.23.200', []],
  ['unknown', ['│ vi_w  172.30.23.200  ──▶ unknown  │'], '172.30.23.200', null],
  ['not there', ['│ vi_w  172.30.23.200  ──▶ db201  │'], '172.30.23.210', null],
  ['IPv6, second row', ['│ a  fe80::1  ──▶ x  │', '│    fd00:30:23::200  ──▶ db202  │'], 'fd00:30:23::200', ['db202']],
  ['in an event only', ['│ 21:17 vi_w 172.30.23.200 db202 BACKUP → MASTER │'], '172.30.23.200', null],
])('the panel of virtual IPs: %s', (_name, screen, vip, wanted) => {
  expect(shownHolders(screen, vip)).toEqual(wanted);
});

test('a report is compared by nodes, order and time', () => {
  const at = (s: number) => new Date(1_700_000_000_000 + s * 1000).toISOString();
  const tenures = [
    { node: 'db202', from: at(10) },
    { node: 'db201', from: at(0) },
  ];
  const report = JSON.stringify({ virtualRouters: [{ vips: ['10.0.0.1'], tenures }] });
  const truth = (...list: [string, number, 'again'?][]) =>
    new Map([
      [
        '10.0.0.1',
        list.map(([node, s, again]) => ({ node, at: 1_700_000_000_000 + s * 1000, again: again !== undefined })),
      ],
    ]);
  expect(compareReport(report, truth(['db201', 0.9], ['db202', 9.1]))).toEqual([]);
  expect(compareReport(report, truth(['db201', 0], ['db202', 10], ['db201', 12, 'again']))).toEqual([]);
  expect(compareReport(report, truth(['db201', 0], ['db202', 10, 'again']))).toEqual([]);
  expect(compareReport(report, truth(['db201', 0], ['db202', 11.1]))).toEqual([
    '10.0.0.1: in the report db201 0.00, db202 10.00; on the nodes db201 0.00, db202 11.10',
  ]);
  expect(compareReport(report, truth(['db202', 0], ['db201', 10]))).toHaveLength(1);
  expect(compareReport(report, truth(['db201', 0]))).toHaveLength(1);
  expect(compareReport(report, truth(['db201', 0], ['db202', 10], ['db201', 12]))).toHaveLength(1);
  expect(compareReport('{"virtualRouters":[]}', truth())).toHaveLength(1);
});
