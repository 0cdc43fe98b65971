import { type InputBody, streamOf } from '../model/input.js';
import { passwordFingerprint } from '../protocol/conf/fingerprint.js';
import { redactConf } from '../protocol/conf/redact.js';
import { redactCounters } from '../protocol/counters.js';
import { CaptureRedactor } from '../protocol/redact-capture.js';
import { LogRedactor } from './redact-log.js';

/**
 * Takes secrets out of live inputs before anything sees them: the authentication data of VRRPv2 adverts, and the
 * passwords of keepalived.conf, also where keepalived logs its configuration. Equal secrets of the wire and of
 * configurations stay equal under one key, so comparing them still works.
 */
export class Redactor {
  readonly #key: Uint8Array;
  /** By stream: a source of one cluster, or one that clusters share. */
  readonly #captures = new Map<string, CaptureRedactor>();
  readonly #logs = new Map<string, LogRedactor>();

  /** @param key 16 random bytes, drawn for one run and never stored. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /**
   * The input without its secrets; itself where it can hold none. Captures come back record by record: a record that
   * is not whole yet comes with the chunk that completes it. To be called once for each input, in their order.
   */
  redact(body: InputBody): InputBody {
    switch (body.kind) {
      case 'capture':
        return {
          ...body,
          bytes: stream(this.#captures, streamOf(body), () => new CaptureRedactor(this.#key)).push(body.bytes),
        };
      case 'log':
        return { ...body, bytes: stream(this.#logs, streamOf(body), () => new LogRedactor()).push(body.bytes) };
      case 'health':
        // The stream is over: the next one begins with a header of its own.
        if (body.status !== 'live') {
          this.#captures.delete(streamOf(body));
          this.#logs.delete(streamOf(body));
        }
        return body;
      case 'probe':
        if (body.probe === 'counters') return { ...body, text: redactCounters(body.text) };
        if (body.probe !== 'config') return body;
        return { ...body, text: redactConf(body.text, (secret) => passwordFingerprint(this.#key, secret)) };
      default:
        return body;
    }
  }
}

function stream<T>(streams: Map<string, T>, source: string, open: () => T): T {
  let found = streams.get(source);
  if (found === undefined) {
    found = open();
    streams.set(source, found);
  }
  return found;
}
