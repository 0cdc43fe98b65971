// npm run bench [-- [--quick] [name…]]; see README.md.
import type { Benchmark } from './benchmark.js';
import { clusters } from './clusters.js';
import { firstFrame } from './first-frame.js';
import { idle } from './idle.js';
import { latency } from './latency.js';
import { packetCost } from './packet-cost.js';
import { reportKeepalivedLog, reportLog } from './report-log.js';
import { reportWire } from './report-wire.js';

const BENCHMARKS: readonly Benchmark[] = [
  reportWire,
  packetCost,
  reportLog,
  reportKeepalivedLog,
  latency,
  idle,
  clusters,
  firstFrame,
];

const wanted = process.argv.slice(2).filter((argument) => argument !== '--quick');
const quick = process.argv.includes('--quick');
const unknown = wanted.filter((name) => !BENCHMARKS.some((b) => b.name === name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${BENCHMARKS.map((b) => b.name).join(' ')}`);
  process.exit(2);
}

for (const benchmark of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
  console.log(`${benchmark.name}: ${benchmark.what}`);
  try {
    await benchmark.run({ quick });
  } catch (error) {
    console.log(`  FAILED  ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
