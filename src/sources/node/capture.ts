import { captureInput, runCapture } from '../capture/run-capture.js';
import type { Health, Sink } from '../source.js';
import { Backoff, DEFAULT_BACKOFF, sleep } from '../timing.js';
import type { Session } from './session.js';

/** Capture on a node (`auto` is `any` there: a node may speak VRRP on several interfaces); resolves when the session has ended. */
export async function captureOnNode(
  node: string,
  iface: string,
  session: Session,
  sink: Sink,
  health: Health,
): Promise<void> {
  const backoff = new Backoff(DEFAULT_BACKOFF);
  let sudo = false;
  while (!session.signal.aborted) {
    const run = { iface: iface === 'auto' ? 'any' : iface, source: `wire:${node}`, node, sudo };
    health('connecting', `starting tcpdump on ${node}`);
    const process = await session.start(captureInput(run));
    if (typeof process === 'string') health('lost', process);
    else {
      const read = async (onBytes: (bytes: Buffer) => void) => {
        process.stdout.on('data', onBytes);
        await process.exited;
      };
      const end = await runCapture(run, process, read, sink, health, session.signal);
      if (session.signal.aborted) return;
      if (end.ran) backoff.reset();
      if (end.denied && !sudo) {
        sudo = true;
        continue;
      }
      health('lost', end.reason);
      sudo = false;
    }
    await sleep(backoff.next(), session.signal);
  }
}
