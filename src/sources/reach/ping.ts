import { spawnLocal } from '../local-process.js';
import { collectTail } from '../remote-process.js';
import { guarded, quote } from '../shell.js';
import { cleanText, lastLine } from '../source.js';
import { PROBE_MS, type ReachProbe } from './probe.js';

/** The least time between two questions that iputils before 2021 allows a login that is not root, ms. */
const MODEST_MS = 200;
/** `[1795531000.123456] 64 bytes from …`: iputils' answer with `-D`. */
const ANSWER = /^\[(\d+\.\d+)\] \d+ bytes from /;

/** Pings `vip` (a link-local address with its zone, `fe80::1%eth0`) with the machine's own ping. */
export function pingProbe(vip: string, target: string): ReachProbe {
  let process = spawnLocal('sh', []);
  let stopped = false;
  const probe: ReachProbe = {
    vip,
    by: 'ping',
    everyMs: PROBE_MS,
    answers: [],
    note: '',
    works: true,
    stop() {
      stopped = true;
      process.destroy();
    },
  };
  const run = (everyMs: number): void => {
    probe.everyMs = everyMs;
    let rest = '';
    const complaint = collectTail(process.stderr);
    process.stdout.on('data', (piece: Buffer) => {
      const lines = (rest + piece.toString('latin1')).split('\n');
      rest = (lines.pop() ?? '').slice(-1000);
      for (const line of lines) {
        const at = ANSWER.exec(line)?.[1];
        if (at !== undefined) probe.answers.push(Number(at) * 1000);
      }
    });
    process.stdin.write(
      guarded(`exec ping ${target.includes(':') ? '-6 ' : ''}-n -D -i ${everyMs / 1000} ${quote(target)}`),
    );
    void process.exited.then((code) => {
      if (stopped) return;
      const said = complaint();
      if (everyMs < MODEST_MS && /minimal interval|cannot flood/i.test(said)) {
        probe.note = `ping allows no less than ${MODEST_MS} ms to this login`;
        process = spawnLocal('sh', []);
        run(MODEST_MS);
        return;
      }
      probe.works = false;
      probe.note = `ping ended: ${cleanText(lastLine(said)) || `exit code ${code}`}`;
    });
  };
  run(PROBE_MS);
  return probe;
}
