import type { InputBody, SourceStatus } from '../../../src/model/input.js';
import { until } from './sshd.js';

/** A sink that keeps what a source pushed. */
export class Collector {
  readonly inputs: { body: InputBody; at: number | undefined }[] = [];
  readonly sink = (body: InputBody, at?: number): void => {
    this.inputs.push({ body, at });
  };

  /** All text of a log, as it was passed on. */
  log(source: string): string {
    return this.inputs
      .map(({ body }) => (body.kind === 'log' && body.source === source ? body.bytes.toString('utf8') : ''))
      .join('');
  }

  logPieces(source: string): string[] {
    return this.inputs.flatMap(({ body }) =>
      body.kind === 'log' && body.source === source ? [body.bytes.toString('utf8')] : [],
    );
  }

  /** `status reason` of a source, in order. */
  health(source: string): string[] {
    return this.inputs.flatMap(({ body }) =>
      body.kind === 'health' && body.source === source ? [`${body.status} ${body.reason}`] : [],
    );
  }

  probes(probe: string): string[] {
    return this.inputs.flatMap(({ body }) => (body.kind === 'probe' && body.probe === probe ? [body.text] : []));
  }

  capture(): Buffer {
    return Buffer.concat(this.inputs.flatMap(({ body }) => (body.kind === 'capture' ? [body.bytes] : [])));
  }

  async untilHealth(source: string, status: SourceStatus, reason: RegExp, timeoutMs = 10_000): Promise<string> {
    let found = '';
    await until(
      () => `${source} ${status} ${reason}; there is: ${JSON.stringify(this.health(source))}`,
      () => {
        found = this.health(source).findLast((h) => h.startsWith(`${status} `) && reason.test(h)) ?? '';
        return found !== '';
      },
      timeoutMs,
    );
    return found;
  }
}
