import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeHeader, encodeInput } from '../../src/journal/encode.js';
import { Run, START } from '../model/run.js';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'vrrptop-many-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
/** Nothing listens on port 1. */
const config = write(
  'vrrptop.yaml',
  `clusters:
  - { name: shops, captures: none, nodes: [{ host: 127.0.0.1, port: 1, name: db1, log: none }] }
  - { name: queues, captures: none, nodes: [{ host: 127.0.0.1, port: 1, name: db1, log: none }, { host: 127.0.0.1, port: 1, name: mq1, log: none }] }
`,
);
function vrrptop(...args: string[]) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr.trim() };
}

test('status tells of all, as a list in JSON, and exits by the worst', () => {
  const text = vrrptop('status', '-c', config, '--wait', '0.2');
  expect(text.code).toBe(3);
  expect(text.out).toMatch(/^UNKNOWN, 2 clusters: 2 UNKNOWN\nshops: UNKNOWN\n {2}no virtual router was seen\n/);
  expect(text.out).toMatch(/^queues: UNKNOWN$/m);
  const data: unknown = JSON.parse(vrrptop('status', '--json', '-c', config, '--wait', '0.2').out);
  expect(data).toMatchObject([
    { schema: 'vrrptop-status/1', cluster: 'shops' },
    { schema: 'vrrptop-status/1', cluster: 'queues' },
  ]);
  const one: unknown = JSON.parse(
    vrrptop('status', '--json', '--cluster', 'queues', '-c', config, '--wait', '0.2').out,
  );
  expect(one).toMatchObject({ cluster: 'queues', nodes: [{ name: 'db1' }, { name: 'mq1' }] });
});

test('a command for one cluster says in one line what it must be told', () => {
  const wrong = (...args: string[]) => vrrptop(...args, '-c', config);
  expect(wrong('do', 'restart', 'db1', '--plan')).toEqual({
    code: 2,
    out: '',
    err: 'vrrptop: a node db1 is in each of the clusters shops, queues: say which with --cluster NAME',
  });
  expect(wrong('doctor').err).toBe(
    'vrrptop: this is about one cluster, and there are shops, queues: say which with --cluster NAME',
  );
  expect(wrong('status', '--cluster', 'x')).toMatchObject({
    code: 3,
    err: 'vrrptop: --cluster x: the configuration has shops, queues',
  });
});

test('a node that only one cluster has is found there, and one that several have by --cluster', () => {
  // Refused by the node, not by the name: the connection is what is missing.
  for (const args of [['mq1'], ['db1', '--cluster', 'shops']]) {
    const run = vrrptop('do', 'restart', ...args, '--plan', '--wait', '0.1', '--read-only', '-c', config);
    expect(run).toMatchObject({ code: 3, err: `vrrptop: read-only: no action on ${args[0]}; nothing was done` });
  }
});

test('a report of one cluster is as it was, of two it is one after the other', () => {
  const { inputs } = new Run().play([[1, 'db201', 'start']], 8);
  const journal = (all: typeof inputs): string =>
    `${[encodeHeader('test', START), ...all.map(encodeInput)].join('\n')}\n`;
  const as = (cluster: string): typeof inputs =>
    inputs.map((i) => (i.kind === 'start' ? { ...i, inventory: { ...i.inventory, cluster } } : { ...i, cluster }));
  const [first, ...rest] = as('a');
  const [second, ...others] = as('b');
  const one = write('one.vrrptop', journal(inputs));
  const two = write('two.vrrptop', journal([first!, second!, ...rest, ...others]));
  const json = (file: string): unknown => JSON.parse(vrrptop('report', '--format', 'json', file).out);
  expect(json(one)).toMatchObject({ schema: 'vrrptop-report/1', virtualRouters: [{ vrid: 51 }, { vrid: 44 }] });
  expect(json(one)).not.toHaveProperty('cluster');
  expect(json(two)).toMatchObject([
    { cluster: 'a', schema: 'vrrptop-report/1', virtualRouters: [{ vrid: 51 }, { vrid: 44 }] },
    { cluster: 'b', schema: 'vrrptop-report/1' },
  ]);
  expect(vrrptop('report', two).out).toMatch(/^Cluster a\n\nFrom .*\n[\s\S]*\n\nCluster b\n\nFrom /);
});
