import { type Measured, median } from './measure.js';

const row = (label: string, text: string): void => console.log(`  ${label.padEnd(34)} ${text}`);

/** One figure, and where there is a target, whether it is reached. Nothing fails here: timing decides no test. */
export function figure(label: string, value: number, unit: string, target?: number): void {
  const verdict = target === undefined ? '' : `   target ${target} ${unit}${value <= target ? '' : '  NOT REACHED'}`;
  row(label, `${format(value)} ${unit}${verdict}`);
}

/** Ours beside the peer's, and the ratio pair by pair. */
export function comparison(
  names: { ours: string; peers: string },
  values: { ours: readonly number[]; peers: readonly number[] },
  unit: string,
  target?: number,
): void {
  row(names.ours, `${format(median(values.ours))} ${unit}`);
  row(names.peers, `${format(median(values.peers))} ${unit}`);
  const ratios = values.ours.map((ours, i) => ours / values.peers[i]!);
  const pairs = ratios.map((r) => r.toFixed(2)).join(' ');
  const ratio = median(ratios);
  const verdict = target === undefined ? '' : `   target ${target}${ratio <= target ? '' : '  NOT REACHED'}`;
  row('ratio, pair by pair', `${ratio.toFixed(2)}   (${pairs})${verdict}`);
}

export const times = (measured: { ours: Measured[]; peers: Measured[] }): { ours: number[]; peers: number[] } => ({
  ours: measured.ours.map((m) => m.ms),
  peers: measured.peers.map((m) => m.ms),
});

const format = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
