import type { Input } from '../model/input.js';
import { toBase64 } from './base64.js';

/** Name and version of the format: the first line of a recording holds it. */
export const FORMAT = 'vrrptop-journal/1';

/**
 * The first line of a recording, without its line feed.
 *
 * @param program name and version of the writer. @param at when the recording began, ms since 1970 UTC.
 */
export function encodeHeader(program: string, at: number): string {
  return ascii(JSON.stringify({ format: FORMAT, program, at }));
}

/**
 * One input as a line of a recording, without its line feed: a JSON object in ASCII. Bytes of captures stand in
 * `base64`, bytes of logs in `text` where they are UTF-8 and in `base64` where they are not. Secrets must have been
 * taken out before (see Redactor).
 */
export function encodeInput(input: Input): string {
  if (input.kind === 'capture') {
    const { bytes, ...rest } = input;
    return ascii(JSON.stringify({ ...rest, base64: toBase64(bytes) }));
  }
  if (input.kind === 'log') {
    const { bytes, ...rest } = input;
    const text = bytes.toString('utf8');
    // What is not UTF-8 was decoded as U+FFFD; a true U+FFFD is rare enough to take the same way.
    return ascii(JSON.stringify(text.includes('\ufffd') ? { ...rest, base64: toBase64(bytes) } : { ...rest, text }));
  }
  return ascii(JSON.stringify(input));
}

/** In ASCII a line can be cut from a stream of bytes anywhere. */
function ascii(json: string): string {
  return json.replace(/[\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
