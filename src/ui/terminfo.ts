/** Magic numbers of compiled terminfo (ncurses, term(5)): numbers of 16 and of 32 bits. */
const MAGIC_16 = 0x011a;
const MAGIC_32 = 0x021e;
const HEADER = 12;

/**
 * A compiled terminfo entry in the form that blessed 0.1.81 can read. Since ncurses 6.1 entries with large numbers
 * (tmux-256color, screen-256color, alacritty) have 32-bit numbers, which it takes for 16-bit ones: it then finds 8
 * colours, or rubbish. Here they become 16-bit ones; the extended section, which it misreads too, is dropped.
 * @returns the same bytes where they are no terminfo entry or end too early: blessed then falls back by itself.
 */
export function readableTerminfo(data: Buffer): Buffer {
  if (data.length < HEADER) return data;
  const magic = data.readUInt16LE(0);
  if (magic !== MAGIC_16 && magic !== MAGIC_32) return data;
  const [names = 0, bools = 0, numbers = 0, strings = 0, table = 0] = [2, 4, 6, 8, 10].map((at) =>
    data.readUInt16LE(at),
  );
  const wide = magic === MAGIC_32 ? 4 : 2;
  const flagsEnd = HEADER + names + bools;
  const numbersAt = flagsEnd + (flagsEnd % 2);
  const stringsAt = numbersAt + numbers * wide;
  const end = stringsAt + strings * 2 + table;
  if (end > data.length) return data;
  const head = Buffer.from(data.subarray(0, numbersAt));
  head.writeUInt16LE(MAGIC_16, 0);
  const narrow = Buffer.alloc(numbers * 2);
  for (let i = 0; i < numbers; i++) {
    const value = wide === 4 ? data.readInt32LE(numbersAt + i * 4) : data.readInt16LE(numbersAt + i * 2);
    narrow.writeInt16LE(Math.min(value, 0x7fff), i * 2);
  }
  return Buffer.concat([head, narrow, data.subarray(stringsAt, end)]);
}

/** What every terminal since the VT100 with an alternate screen understands; for one that terminfo does not know. */
export const FALLBACK_STRINGS: Readonly<Record<string, string>> = {
  change_scroll_region: '\u001b[%i%p1%d;%p2%dr',
  clear_screen: '\u001b[H\u001b[2J',
  cursor_address: '\u001b[%i%p1%d;%p2%dH',
  cursor_invisible: '\u001b[?25l',
  cursor_normal: '\u001b[?25h',
  enter_ca_mode: '\u001b[?1049h',
  exit_ca_mode: '\u001b[?1049l',
  keypad_local: '\u001b[?1l\u001b>',
  keypad_xmit: '\u001b[?1h\u001b=',
  parm_right_cursor: '\u001b[%p1%dC',
};

/**
 * The capabilities that the screen uses. The others are not compiled (blessed makes a function of each, 15 ms), and the
 * alternate character set is left out on purpose: a UTF-8 terminal gets its frames in UTF-8, any other gets ASCII.
 */
export const USED_CAPABILITIES: ReadonlySet<string> = new Set(Object.keys(FALLBACK_STRINGS));
