import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectProbe, pingProbe, type ReachProbe } from '../../src/sources/index.js';
import { describeWith } from '../tools/describe-with.js';

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !what(); i++) await sleep(50);
}
/** What a second of asking gave. */
async function second(probe: ReachProbe): Promise<ReachProbe> {
  await sleep(1000);
  probe.stop();
  return probe;
}

describeWith(['ping'], 'ping', () => {
  test('asks many times a second, and dates the answers', async () => {
    const from = Date.now();
    const { answers, works, note } = await second(pingProbe('127.0.0.1', '127.0.0.1'));
    expect({ works, note }).toEqual({ works: true, note: '' });
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.length).toBeLessThan(25);
    for (const at of answers) expect(at).toBeGreaterThan(from - 5);
    expect(answers.at(-1)!).toBeLessThan(Date.now() + 5);
  });

  test('an address that cannot be asked is said', async () => {
    const probe = pingProbe('256.0.0.1', '256.0.0.1; echo hostile');
    await until(() => !probe.works);
    expect(probe).toMatchObject({ works: false, answers: [], note: expect.stringMatching(/^ping ended: ping: .*256/) });
  });
});

describe('where ping does not do what is asked', () => {
  const path = process.env.PATH ?? '';
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vrrptop-ping-'));
    process.env.PATH = `${folder}:${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });
  const install = (script: string): void => {
    writeFileSync(join(folder, 'ping'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'ping'), 0o755);
  };

  // The words of iputils 20180629 (CentOS 8); older ones say `ping: cannot flood; minimal interval, allowed for user, is 200ms`.
  test.each(['minimal interval allowed for user is 200ms', 'minimal interval, allowed for user, is 200ms'])(
    'an older one is asked less often: %s',
    async (words) => {
      install(`case "$*" in *' 0.05 '*) echo 'ping: cannot flood; ${words}' >&2; exit 2;; esac
echo '[1795531000.250000] 64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.1 ms'; exec sleep 5`);
      const probe = pingProbe('10.0.0.1', '10.0.0.1');
      await until(() => probe.answers.length > 0);
      probe.stop();
      expect(probe).toMatchObject({ everyMs: 200, works: true, answers: [1795531000250] });
      expect(probe.note).toBe('ping allows no less than 200 ms to this login');
    },
  );

  test('one that knows no -D, as that of busybox', async () => {
    install(`echo "ping: invalid option -- 'D'" >&2; exit 1`);
    const probe = pingProbe('10.0.0.1', '10.0.0.1');
    await until(() => !probe.works);
    expect(probe.note).toBe("ping ended: ping: invalid option -- 'D'");
  });
});

describe('TCP', () => {
  test('counts what is accepted, and nothing else', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const probe = connectProbe('127.0.0.1', '127.0.0.1', port);
    await sleep(500);
    await new Promise((done) => server.close(done));
    const { length } = probe.answers;
    expect(length).toBeGreaterThan(5);
    await sleep(300);
    probe.stop();
    expect(probe.answers.length).toBeLessThanOrEqual(length + 1);
    expect(probe.by).toBe(`TCP ${port}`);
  });
});
