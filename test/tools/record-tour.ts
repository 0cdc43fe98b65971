import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Lab } from '../lab/lab.js';
import { operate } from '../lab/operations.js';
import { sleep } from '../lab/run.js';
import { Terminal } from '../lab/terminal.js';

const CONFIG = `cluster: mysql_ha
nodes: [db201, db202]
virtualRouters:
  - { name: vi_w, vrid: 51, vips: 172.30.23.200, role: writes }
  - { name: vi_r, vrid: 44, vips: 172.30.23.210, role: reads }
`;

/** What happens when, seconds: a node in good order, one by power loss, then a firewall that forgot protocol 112. */
const TOUR: readonly (readonly [second: number, operation: string])[] = [
  [5, 'start db201'],
  [6, 'start db202'],
  [30, 'stop db201'],
  [40, 'start db201'],
  [65, 'crash db202'],
  [75, 'power db202'],
  [100, 'firewall db201'],
  [100, 'firewall db202'],
];
const END = 115;

/** Records vrrptop on the jump host of a lab of real nodes, and packs the recording into `path`. Needs root. */
export async function recordTour(path: string): Promise<void> {
  const lab = await Lab.up();
  const recording = join(lab.folder, 'tour.vrrptop');
  const config = join(lab.folder, 'vrrptop.yaml');
  writeFileSync(config, CONFIG);
  const program = await lab.jump.vrrptop('-c', config, '--record', recording);
  const terminal = Terminal.open(program, { columns: 110, rows: 36, env: lab.jump.env });
  try {
    await terminal.waitFor('the screen', (screen) => screen.some((row) => row.includes('vrrptop')), 10_000);
    const began = Date.now();
    for (const [second, operation] of TOUR) {
      await sleep(Math.max(0, began + second * 1000 - Date.now()));
      console.log(operation);
      await operate(lab, ...operation.split(' '));
    }
    await sleep(Math.max(0, began + END * 1000 - Date.now()));
    terminal.press('q');
    await terminal.ended(5000);
    writeFileSync(path, gzipSync(readFileSync(recording), { level: 9 }));
  } finally {
    await terminal.close();
    await lab.down();
  }
}
