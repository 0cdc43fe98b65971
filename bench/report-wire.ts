import type { Benchmark } from './benchmark.js';
import { type WireTruth, wireCapture } from './generate-wire.js';
import { byTurns, median, outputOf, run, VRRPTOP } from './measure.js';
import { comparison, figure, times } from './print.js';
import { mustBe, reportOf } from './report-of.js';

const ADVERTS = 1_000_000;

export const reportWire: Benchmark = {
  name: 'report-wire',
  what: 'report --format json of 1,000,000 adverts of 255 virtual routers, beside tcpdump printing them',
  async run({ quick }) {
    const { file, truth } = wireCapture(ADVERTS);
    const output = outputOf('report-wire.json');
    const measured = await byTurns(
      quick ? 3 : 5,
      () => run([...VRRPTOP, 'report', '--format', 'json', file], output),
      () => run(['tcpdump', '-tt', '-nn', '-v', '-r', file], outputOf('tcpdump.txt')),
    );
    checkWire(output, truth);
    comparison({ ours: 'vrrptop report', peers: 'tcpdump -tt -nn -v -r' }, times(measured), 'ms', 0.25);
    figure('adverts a second', ADVERTS / (median(measured.ours.map((m) => m.ms)) / 1000), '/s');
    figure('peak memory', median(measured.ours.map((m) => m.peakMebibytes)), 'MiB', 120);
  },
};

/** Compares a report with what the generator put into the capture. */
export function checkWire(output: string, truth: WireTruth): void {
  const report = reportOf(output);
  const [source] = report.sources;
  mustBe('records', source?.records, truth.adverts);
  mustBe('records that meant something', source?.matched, truth.adverts);
  mustBe('virtual routers', report.virtualRouters.length, truth.virtualRouters);
  const takeovers = report.failovers.filter((f) => f.from !== null).map(({ vrid, from, to }) => ({ vrid, from, to }));
  mustBe('takeovers', takeovers.length, truth.takeovers.length);
  mustBe('takeovers, one by one', takeovers, truth.takeovers);
}
