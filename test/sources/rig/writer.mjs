// A daemon that logs: node writer.mjs FILE LINES DELAY_MS. Writes numbered lines, some of them in two pieces, and opens
// the file anew on SIGHUP, as syslog daemons do. Ends when all are written, with the number of lines on stdout.
import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs';

const [file, lines, delay] = process.argv.slice(2);
let fd = openSync(file, 'a');
process.on('SIGHUP', () => {
  closeSync(fd);
  fd = openSync(file, 'a');
});
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
for (let i = 1; i <= Number(lines); i++) {
  const line = `Nov 22 13:21:42 db201 Keepalived_vrrp[77]: line ${i} ${'x'.repeat(i % 60)}\n`;
  if (i % 7 === 0) {
    const cut = 10 + (i % 30);
    // The same descriptor for both pieces, whatever arrives in between.
    const same = fd;
    writeSync(same, line.slice(0, cut));
    writeSync(same, line.slice(cut));
  } else writeSync(fd, line);
  if (i % 5 === 0) await pause(Number(delay));
}
appendFileSync(fd, 'the end\n');
process.stdout.write(`${lines}\n`);
