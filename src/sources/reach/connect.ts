import { connect } from 'node:net';
import { PROBE_MS, type ReachProbe } from './probe.js';

/** A connection that is not there by then does not count, ms. */
const GIVE_UP_MS = 1000;

/** Opens a TCP connection to `port` again and again, and closes it at once without a word. */
export function connectProbe(vip: string, target: string, port: number): ReachProbe {
  const open = new Set<ReturnType<typeof connect>>();
  const probe: ReachProbe = {
    vip,
    by: `TCP ${port}`,
    everyMs: PROBE_MS,
    answers: [],
    note: '',
    works: true,
    stop() {
      clearInterval(timer);
      for (const socket of open) socket.destroy();
    },
  };
  const ask = (): void => {
    const socket = connect({ host: target, port });
    open.add(socket);
    socket.setTimeout(GIVE_UP_MS, () => socket.destroy());
    socket.on('connect', () => {
      probe.answers.push(Date.now());
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  };
  const timer = setInterval(ask, PROBE_MS);
  return probe;
}
