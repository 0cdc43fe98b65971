import { stat } from 'node:fs/promises';
import { operate } from './operations.js';
import { sleep } from './run.js';
import { Watch } from './watch.js';

const NODES = ['db201', 'db202'];
/** Planned failovers, each a stop and, some time later, a start: by turns, so that each VIP moves away and back. */
const FAILOVERS = 4;
/** A node that is planned to be away is back after this, or after half of the time until the next one, ms. */
const AWAY_MS = 60_000;

/**
 * A healthy cluster for so long, watched by vrrptop, with planned failovers spread over it. Tells what came of it.
 * @returns whether neither the screen at any time nor the report at the end held anything above info.
 */
export async function soak(minutes: number, tell: (line: string) => void): Promise<boolean> {
  const alarms = new Set<string>();
  await Watch.over({ nodes: NODES }, NODES, async (watch) => {
    const looking = setInterval(() => {
      for (const line of watch.terminal.screen()) if (/\b(CRITICAL|WARNING)\b/.test(line)) alarms.add(line.trim());
    }, 500);
    try {
      for (const node of NODES) await operate(watch.lab, 'start', node);
      const part = (minutes * 60_000) / (FAILOVERS + 1);
      const away = Math.min(AWAY_MS, part / 2);
      await sleep(part);
      for (let i = 0; i < FAILOVERS; i++) {
        const node = NODES[i % NODES.length]!;
        tell(`${new Date().toISOString()}  stop ${node}`);
        await operate(watch.lab, 'stop', node);
        await sleep(away);
        tell(`${new Date().toISOString()}  start ${node}`);
        await operate(watch.lab, 'start', node);
        await sleep(part - away);
      }
    } finally {
      clearInterval(looking);
    }
    const { findings, failovers } = await watch.report();
    const { size } = await stat(watch.recording);
    tell(`${minutes} min, ${failovers.length} changes of master, a recording of ${Math.ceil(size / 1024)} KiB`);
    for (const f of failovers)
      tell(
        `  ${f.at}  ${f.instance}  ${f.from} -> ${f.to}  ${f.cause}, ${f.gapMs === null ? 'unknown' : Math.round(f.gapMs)} ms without a master`,
      );
    const infos = findings.filter((f) => f.severity === 'info');
    tell(`${infos.length} findings of severity info (${[...new Set(infos.map((f) => f.rule))].join(', ')})`);
    for (const f of findings) if (f.severity !== 'info') alarms.add(`${f.severity} ${f.rule}  ${f.from}  ${f.summary}`);
    if (failovers.length < 2 * FAILOVERS) alarms.add(`only ${failovers.length} changes of master were seen`);
  });
  for (const alarm of alarms) tell(`ALARM  ${alarm}`);
  tell(alarms.size === 0 ? 'nothing above info' : `${alarms.size} alarms`);
  return alarms.size === 0;
}
