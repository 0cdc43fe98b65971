import { inspectInput } from '../app/input-file.js';
import { CaptureReader } from '../protocol/capture-reader.js';
import { LogReader } from '../protocol/log/log-reader.js';
import { logEventToJson, logEventToText } from '../report/decode-log.js';
import { packetToJson, packetToText } from '../report/decode-packet.js';
import { readFileChunks } from '../sources/index.js';
import { EXIT, type ExitCode } from './exit.js';
import { complain, Output } from './output.js';

interface DecodeOptions {
  format: 'text' | 'json';
  year?: number;
  tz?: string;
}

/** One line a record of a capture or a log, on stdout. Exit 1 when the file cannot be read to its end. */
export function decode(argument: string, options: DecodeOptions): ExitCode {
  const input = inspectInput(argument);
  if (!input.ok) {
    complain(input.message);
    return EXIT.failed;
  }
  const { file } = input;
  if (file.kind === 'journal') {
    complain(`${file.path}: a recording; vrrptop report or replay read it`);
    return EXIT.usage;
  }
  const out = new Output();
  const json = options.format === 'json';
  const print = (record: object | null): void => {
    if (record !== null) out.line(JSON.stringify(record));
  };
  const text = (line: string | null): void => {
    if (line !== null) out.line(line);
  };
  if (file.kind === 'log') {
    const reader = new LogReader(
      {
        reference: file.modifiedAt,
        ...(options.year === undefined ? {} : { year: options.year }),
        ...(options.tz === undefined ? {} : { zone: options.tz }),
      },
      (e) => {
        if (json) print(logEventToJson(e));
        else text(logEventToText(e));
      },
    );
    readFileChunks(file.path, (bytes) => reader.push(bytes));
    reader.end();
    out.flush();
    return EXIT.ok;
  }
  const reader = new CaptureReader((p) => {
    if (json) print(packetToJson(p));
    else out.line(packetToText(p));
  });
  readFileChunks(file.path, (bytes) => reader.push(bytes));
  reader.end();
  out.flush();
  const { error, truncatedTail } = reader.stats;
  if (error !== null) complain(`${file.path}: ${error}`);
  else if (truncatedTail) complain(`${file.path}: ends within a record`);
  return error === null ? EXIT.ok : EXIT.failed;
}
