/** Longest text that goes on from outside unless the caller says otherwise, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 512;

/** What stands for a character that must not pass: visible, so that nobody reads a cleaned text as the original. */
const SUBSTITUTE = '\ufffd';

// Cc: C0 with ESC, DEL, C1. Cf: bidi marks and overrides, zero-width, BOM, soft hyphen, tags. Cs: lone surrogates.
// Zl, Zp: line and paragraph separators, which some terminals take for a line feed.
const PLAIN = /^[ -~]*$/;
const HOSTILE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Cleans text from outside (LAN, logs, probes) so that it can be shown on a terminal and written to a report. Every
 * control, format and separator character and every lone surrogate becomes U+FFFD, a tab becomes a blank; what is
 * longer than `maxLength` code units is cut and ends in `…`. Never throws. The only cleaner in the program: text
 * passes through it where it comes in. Cleaning twice gives the same text as cleaning once.
 */
export function sanitize(text: string, maxLength = MAX_TEXT_LENGTH): string {
  const bounded = text.length > maxLength ? cut(text, maxLength) : text;
  if (PLAIN.test(bounded)) return bounded;
  return bounded.replace(HOSTILE, (c) => (c === '\t' ? ' ' : SUBSTITUTE.repeat(c.length)));
}

function cut(text: string, maxLength: number): string {
  if (maxLength < 1) return '';
  let end = maxLength - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end--;
  return `${text.slice(0, end)}…`;
}
