import type { SourceId } from '../../model/input.js';
import { collectTail, type RemoteProcess } from '../remote-process.js';
import { guarded } from '../shell.js';
import type { Health, Sink } from '../source.js';
import { onAbort, sleep } from '../timing.js';
import { captureReason, captureScript, droppedPackets, isPermissionProblem } from './tcpdump.js';

const COUNTS_EVERY_MS = 10_000;
const GIVE_UP_MS = 3500;

interface CaptureRun {
  iface: string;
  source: SourceId;
  node: string | null;
  sudo: boolean;
}

/** How a capture ended: in words, and whether another attempt with sudo may do better. */
export interface CaptureEnd {
  reason: string;
  denied: boolean;
  /** It gave at least its header, so it did work. */
  ran: boolean;
}

/** The script for `sh`'s input that captures for a run. */
export const captureInput = (run: CaptureRun): string => guarded(captureScript(run.iface, run.sudo));

/**
 * Passes on what a started capture prints, until it ends or the signal is aborted.
 * @param listen connects a receiver of bytes to the process's output; its promise resolves at the end of the output.
 */
export async function runCapture(
  run: CaptureRun,
  process: RemoteProcess,
  listen: (onBytes: (bytes: Buffer) => void) => Promise<void>,
  sink: Sink,
  health: Health,
  signal: AbortSignal,
): Promise<CaptureEnd> {
  const complaint = collectTail(process.stderr);
  let ran = false;
  let dropped = 0;
  const output = listen((bytes) => {
    if (!ran) health('live', `tcpdump on ${run.iface}`);
    ran = true;
    sink({ kind: 'capture', source: run.source, node: run.node, bytes });
  });
  // tcpdump answers SIGUSR1 with its counts; under sudo the signal does not arrive, and that is all.
  const timer = setInterval(() => {
    const now = droppedPackets(complaint()) ?? dropped;
    if (now > dropped) health('live', `${now} packets dropped by the kernel on ${run.iface}`);
    dropped = now;
    process.stdin.write('USR1\n');
  }, COUNTS_EVERY_MS);
  const forget = onAbort(signal, () => process.destroy());
  // Under sudo the guard may not end tcpdump: it goes with its next packet, when nobody reads it any more.
  const givenUp = new Promise<void>((resolve) => {
    onAbort(signal, () => void sleep(GIVE_UP_MS).then(resolve));
  });
  await Promise.race([Promise.all([process.exited, output]), givenUp]);
  forget();
  clearInterval(timer);
  const where = run.node === null ? '' : ` on ${run.node}`;
  return { reason: captureReason(complaint(), where), denied: isPermissionProblem(complaint()), ran };
}
