/**
 * Decodes UTF-8 held one byte a character, as `toString('latin1')` gives it. Bytes that are not UTF-8 (overlong forms
 * and surrogates included) become U+FFFD each. Lines are cut from the stream as bytes, so that no chunk boundary can
 * fall inside a character.
 */
export function decodeUtf8(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  let text = '';
  let plainFrom = 0;
  for (let i = 0; i < bytes.length; ) {
    const first = bytes.charCodeAt(i);
    if (first < 0x80) {
      i++;
      continue;
    }
    text += bytes.slice(plainFrom, i);
    const length = sequenceLength(first);
    const code = length === 0 ? -1 : codePoint(bytes, i, first, length);
    text += code === -1 ? '\ufffd' : String.fromCodePoint(code);
    i += code === -1 ? 1 : length;
    plainFrom = i;
  }
  return text + bytes.slice(plainFrom);
}

function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function codePoint(bytes: string, at: number, first: number, length: number): number {
  let code = first & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const next = bytes.charCodeAt(at + k);
    // NaN, past the end, fails this test too.
    if (!(next >= 0x80 && next <= 0xbf)) return -1;
    code = (code << 6) | (next & 0x3f);
  }
  const tooShort = code < (length === 3 ? 0x800 : length === 4 ? 0x10000 : 0x80);
  return tooShort || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? -1 : code;
}
