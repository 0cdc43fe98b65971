import type { Input, InputBody } from '../model/input.js';
import { LogReader } from '../protocol/log/log-reader.js';
import { readFileChunks } from '../sources/index.js';
import type { InputFile } from './input-file.js';
import { mergeCaptures } from './merge-captures.js';
import type { OfflineOptions } from './offline.js';

/**
 * Captures and logs as a sequence of inputs, record by record and line by line, each at the moment in which it could be
 * known: what a replay plays. Lines that mean nothing are left out.
 */
export function fileInputs(files: readonly InputFile[], options: OfflineOptions): Input[] {
  const inputs: (InputBody & { at: number })[] = [];
  const captures = files.filter((f) => f.kind === 'pcap');
  for (const piece of mergeCaptures(captures.map((f) => f.path)).pieces) {
    inputs.push({ kind: 'capture', source: `wire:${piece.capture + 1}`, node: null, bytes: piece.bytes, at: piece.at });
  }
  for (const f of files.filter((x) => x.kind === 'log')) {
    const lines: Buffer[] = [];
    let rest: Buffer = Buffer.alloc(0);
    readFileChunks(f.path, (bytes) => {
      let text = Buffer.concat([rest, bytes]);
      for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10)) {
        lines.push(text.subarray(0, end + 1));
        text = text.subarray(end + 1);
      }
      rest = text;
    });
    if (rest.length > 0) lines.push(rest);
    const reader = new LogReader({ reference: f.modifiedAt, ...options }, (e) => {
      const bytes = lines[e.line - 1];
      if (e.at !== null && bytes !== undefined)
        inputs.push({ kind: 'log', source: `log:${f.node}`, node: f.node!, bytes, at: e.at + e.precisionMs });
    });
    for (const line of lines) reader.push(line);
    reader.end();
  }
  return inputs.sort((a, b) => a.at - b.at).map((input, i) => ({ ...input, seq: i + 1 }));
}
