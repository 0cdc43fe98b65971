import type { Benchmark } from './benchmark.js';
import { wireCapture } from './generate-wire.js';
import { median, outputOf, type Program, run, VRRPTOP } from './measure.js';
import { figure } from './print.js';
import { checkWire } from './report-wire.js';

/** What a report costs before it has read anything worth it. */
const SMALLEST = 1000;
const SIZES = [100_000, 1_000_000, 5_000_000];

export const packetCost: Benchmark = {
  name: 'packet-cost',
  what: 'cost of one advert in a report as captures grow (flat is good)',
  async run({ quick }) {
    const output = outputOf('packet-cost.json');
    const rounds = quick ? 3 : 5;
    const smallest = wireCapture(SMALLEST).file;
    const startMs = await medianOf(rounds, async () => (await run(reportOn(smallest), output)).ms);
    figure(`start, with ${SMALLEST.toLocaleString('en')} adverts`, startMs, 'ms');
    for (const size of quick ? SIZES.slice(0, 2) : SIZES) {
      const { file, truth } = wireCapture(size);
      const peaks: number[] = [];
      const ms = await medianOf(rounds, async () => {
        const measured = await run(reportOn(file), output);
        peaks.push(measured.peakMebibytes);
        return measured.ms;
      });
      checkWire(output, truth);
      const label = `${size.toLocaleString('en')} adverts`;
      figure(label, ((ms - startMs) / (size - SMALLEST)) * 1e6, 'ns an advert, start not counted');
      figure('', median(peaks), 'MiB at most');
    }
  },
};

const reportOn = (file: string): Program => [...VRRPTOP, 'report', '--format', 'json', file];

async function medianOf(rounds: number, once: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < rounds; i++) values.push(await once());
  return median(values);
}
