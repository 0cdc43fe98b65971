/**
 * Text measured in terminal cells. The table is Unicode's East Asian Wide and Fullwidth blocks, coarsely; what terminals
 * disagree about (emoji) is replaced by one narrow character, so that no row is ever wider than was counted.
 */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1aff0, 0x1b2ff],
  [0x20000, 0x3fffd],
];
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;
const SUBSTITUTE = '\ufffd';
/** More marks than any script stacks on one letter: the rest would paint over the rows above. */
const MARKS_PER_CELL = 3;

/** Surely one cell: ASCII, Latin, arrows, frames and blocks; spares the expensive questions for nearly all that is drawn. */
const isNarrow = (code: number): boolean =>
  (code >= 0x20 && code < 0x7f) ||
  (code > 0xad && code < 0x300) ||
  (code >= 0x2190 && code <= 0x2193) ||
  (code >= 0x2500 && code <= 0x25d0);

const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);

/**
 * The text as cells: one string a cell, a wide character followed by '' for the cell that it covers, combining marks
 * kept with the letter they stand on. Emoji become U+FFFD; controls and marks without a letter vanish.
 */
export function toCells(text: string): string[] {
  if (isPlain(text)) return text.split('');
  const cells: string[] = [];
  let marks = 0;
  for (const ch of text) {
    const code = ch.codePointAt(0) ?? 0;
    if (isNarrow(code)) {
      cells.push(ch);
      marks = 0;
    } else if (ZERO.test(ch)) {
      const last = cells.length - (cells.at(-1) === '' ? 2 : 1);
      const isMark = /^\p{M}$/u.test(ch) && !(code >= 0xfe00 && code <= 0xfe0f);
      if (isMark && last >= 0 && marks++ < MARKS_PER_CELL) cells[last] += ch;
    } else {
      marks = 0;
      if ((code >= 0x1f000 && code <= 0x1faff) || EMOJI.test(ch)) cells.push(SUBSTITUTE);
      else if (WIDE.some(([from, to]) => code >= from && code <= to)) cells.push(ch, '');
      else cells.push(ch);
    }
  }
  return cells;
}

/** Width of the text in cells. */
export const cellWidth = (text: string): number => (isPlain(text) ? text.length : toCells(text).length);

/** The text in at most `width` cells; `mark` (one cell) stands for what was cut off. */
export function cut(text: string, width: number, mark: string): string {
  const cells = toCells(text);
  if (cells.length <= width) return cells.join('');
  if (width <= 0) return '';
  return headCells(cells, width - 1) + mark;
}

/** The text in at most `width` cells with its middle cut out: addresses differ at both ends. */
export function cutMiddle(text: string, width: number, mark: string): string {
  const cells = toCells(text);
  if (cells.length <= width) return cells.join('');
  if (width < 3) return cut(text, width, mark);
  const tail = Math.floor((width - 1) / 2);
  return headCells(cells, width - 1 - tail) + mark + tailCells(cells, tail);
}

/** The text followed by blanks up to `width` cells. */
export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cellWidth(text)));

/** A wide character that does not fit wholly leaves a blank. */
function headCells(cells: string[], width: number): string {
  const head = cells.slice(0, width);
  if (cells[width] === '' && head.length > 0) head[head.length - 1] = ' ';
  return head.join('');
}

function tailCells(cells: string[], width: number): string {
  const tail = cells.slice(cells.length - width);
  if (tail[0] === '') tail[0] = ' ';
  return tail.join('');
}

const ASCII: Readonly<Record<string, string>> = {
  '→': '>',
  '←': '<',
  '·': '.',
  '–': '-',
  '—': '-',
  '…': '~',
  '×': 'x',
  '“': '"',
  '”': '"',
  '’': "'",
};

/** The same number of cells in ASCII only: what has no likeness becomes `?`. */
export function toAscii(text: string): string {
  if (isPlain(text)) return text;
  return toCells(text)
    .map((cell) => (cell === '' || !isPlain(cell) ? (ASCII[cell] ?? '?') : cell))
    .join('');
}
