import { type Input, streamOf } from '../model/input.js';

/** The header of a pcap stream: without it no record of it can be read. */
const PCAP_HEADER = 24;
/** What is kept of each log, so that a recording knows in which state its nodes were. */
const LOG_BYTES = 65_536;

/**
 * What a recording that begins now needs of the past: the inventories, the header of each running capture, the latest
 * word of each source and probe, and the end of each log. Bounded by the number of sources.
 */
export class Prologue {
  readonly #starts = new Map<string, Input>();
  readonly #latest = new Map<string, Input>();
  readonly #headers = new Map<string, Input>();
  readonly #logs = new Map<string, { inputs: (Input & { kind: 'log' })[]; bytes: number }>();

  add(input: Input): void {
    switch (input.kind) {
      case 'start':
        this.#starts.set(input.inventory.cluster, input);
        return;
      case 'health':
        if (input.status === 'live') this.#headers.delete(streamOf(input));
        this.#latest.set(`health ${streamOf(input)}`, input);
        return;
      case 'probe':
        if (input.text !== 'same') this.#latest.set(`probe ${input.cluster ?? ''} ${input.node} ${input.probe}`, input);
        return;
      case 'capture':
        if (!this.#headers.has(streamOf(input)) && input.bytes.length >= PCAP_HEADER) {
          this.#headers.set(streamOf(input), { ...input, bytes: new Uint8Array(input.bytes.subarray(0, PCAP_HEADER)) });
        }
        return;
      case 'log':
        this.#keepLog(input);
        return;
      default:
        return;
    }
  }

  /** Those inputs: first what clusters there are, then the rest in the order in which it came. */
  inputs(): Input[] {
    const logs = [...this.#logs.values()].flatMap((l) => l.inputs);
    const rest = [...this.#latest.values(), ...this.#headers.values(), ...logs].sort((a, b) => a.seq - b.seq);
    return [...this.#starts.values(), ...rest];
  }

  #keepLog(input: Input & { kind: 'log' }): void {
    const log = this.#logs.get(streamOf(input)) ?? { inputs: [], bytes: 0 };
    log.inputs.push(input);
    log.bytes += input.bytes.length;
    while (log.bytes > LOG_BYTES && log.inputs.length > 1) log.bytes -= log.inputs.shift()!.bytes.length;
    this.#logs.set(streamOf(input), log);
  }
}
