import type { Benchmark } from './benchmark.js';
import { wireCapture } from './generate-wire.js';
import { median, outputOf, run, VRRPTOP } from './measure.js';
import { figure } from './print.js';
import { checkWire } from './report-wire.js';

const SIZES = [100_000, 1_000_000, 5_000_000];

export const packetCost: Benchmark = {
  name: 'packet-cost',
  what: 'cost of one advert in a report as captures grow (flat is good)',
  async run({ quick }) {
    const startMs = await medianOf(
      quick ? 3 : 5,
      async () => (await run([...VRRPTOP, '--version'], outputOf('version.txt'))).ms,
    );
    figure('start of the program', startMs, 'ms');
    for (const size of quick ? SIZES.slice(0, 2) : SIZES) {
      const { file, truth } = wireCapture(size);
      const output = outputOf('packet-cost.json');
      const peaks: number[] = [];
      const ms = await medianOf(quick ? 3 : 5, async () => {
        const measured = await run([...VRRPTOP, 'report', '--format', 'json', file], output);
        peaks.push(measured.peakMebibytes);
        return measured.ms;
      });
      checkWire(output, truth);
      const label = `${size.toLocaleString('en')} adverts`;
      figure(label, ((ms - startMs) / size) * 1e6, 'ns an advert, start not counted');
      figure('', median(peaks), 'MiB at most');
    }
  },
};

async function medianOf(rounds: number, once: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < rounds; i++) values.push(await once());
  return median(values);
}
