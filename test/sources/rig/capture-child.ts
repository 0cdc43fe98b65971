// Runs a local capture in whatever network namespace this process was started in: capture-child.ts INTERFACE FILE.
// Appends the captured bytes to FILE, each new stream to FILE.2, FILE.3 …; prints health and piece sizes as JSON lines.
// Ends with the process's stdin.
import { appendFileSync } from 'node:fs';
import { createLocalCapture } from '../../../src/sources/index.js';

const [iface = 'any', file = ''] = process.argv.slice(2);
let stream = 0;
const source = createLocalCapture({ interface: iface }, (body) => {
  if (body.kind === 'health') {
    if (body.status === 'live' && /^tcpdump on/.test(body.reason)) stream++;
    process.stdout.write(
      `${JSON.stringify({ at: Date.now(), source: body.source, health: `${body.status} ${body.reason}` })}\n`,
    );
  } else if (body.kind === 'capture') {
    appendFileSync(stream === 1 ? file : `${file}.${stream}`, body.bytes);
    process.stdout.write(`${JSON.stringify({ at: Date.now(), bytes: body.bytes.length })}\n`);
  }
});
source.start();
process.stdin.resume();
process.stdin.on('end', async () => {
  await source.stop();
  process.exit(0);
});
