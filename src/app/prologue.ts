import type { Input } from '../model/input.js';

/** The header of a pcap stream: without it no record of it can be read. */
const PCAP_HEADER = 24;
/** What is kept of each log, so that a recording knows in which state its nodes were. */
const LOG_BYTES = 65_536;

/**
 * What a recording that begins now needs of the past: the inventory, the header of each running capture, the latest
 * word of each source and probe, and the end of each log. Bounded by the number of sources.
 */
export class Prologue {
  #start: Input | null = null;
  readonly #latest = new Map<string, Input>();
  readonly #headers = new Map<string, Input>();
  readonly #logs = new Map<string, { inputs: (Input & { kind: 'log' })[]; bytes: number }>();

  add(input: Input): void {
    switch (input.kind) {
      case 'start':
        this.#start = input;
        return;
      case 'health':
        if (input.status === 'live') this.#headers.delete(input.source);
        this.#latest.set(`health ${input.source}`, input);
        return;
      case 'probe':
        if (input.text !== 'same') this.#latest.set(`probe ${input.node} ${input.probe}`, input);
        return;
      case 'capture':
        if (!this.#headers.has(input.source) && input.bytes.length >= PCAP_HEADER) {
          this.#headers.set(input.source, { ...input, bytes: new Uint8Array(input.bytes.subarray(0, PCAP_HEADER)) });
        }
        return;
      case 'log':
        this.#keepLog(input);
        return;
      default:
        return;
    }
  }

  /** Those inputs, in the order in which they came. */
  inputs(): Input[] {
    const start = this.#start === null ? [] : [this.#start];
    const logs = [...this.#logs.values()].flatMap((l) => l.inputs);
    return [...start, ...this.#latest.values(), ...this.#headers.values(), ...logs].sort((a, b) => a.seq - b.seq);
  }

  #keepLog(input: Input & { kind: 'log' }): void {
    const log = this.#logs.get(input.source) ?? { inputs: [], bytes: 0 };
    log.inputs.push(input);
    log.bytes += input.bytes.length;
    while (log.bytes > LOG_BYTES && log.inputs.length > 1) log.bytes -= log.inputs.shift()!.bytes.length;
    this.#logs.set(input.source, log);
  }
}
