import type { PacketRecord } from '../../model/tail.js';
import { type Line, type Role, span } from '../text.js';
import type { Field } from './fields.js';

/** Cells of a hex row of `perRow` bytes: offset, two digits and a blank each, characters. */
const rowWidth = (perRow: number): number => 6 + perRow * 4 + 1;

/** The bytes of the frame with those of one field marked; authentication data is `**` whatever it is. */
export function hexRows(record: PacketRecord, marked: Field | undefined, width: number): Line[] {
  const { bytes, frameLength } = record.packet;
  const perRow = rowWidth(16) <= width ? 16 : 8;
  const rows: Line[] = [];
  for (let start = 0; start < frameLength; start += perRow) {
    const line: Line = [span(` ${start.toString(16).padStart(4, '0')} `, 'dim')];
    const characters: Line = [span(' ')];
    for (let i = start; i < start + perRow; i++) {
      const byte = bytes[i];
      if (i >= frameLength || byte === undefined) {
        line.push(span('   '));
        continue;
      }
      const isHidden = i >= record.hiddenFrom && i < record.hiddenTo;
      const isMarked = marked !== undefined && i >= marked.from && i < marked.to;
      const role: Role = isMarked ? 'selected' : isHidden ? 'dim' : 'text';
      const isLast = isMarked && i + 1 >= Math.min(marked.to, start + perRow);
      line.push(
        span(isHidden ? '**' : byte.toString(16).padStart(2, '0'), role),
        span(' ', isMarked && !isLast ? role : 'text'),
      );
      const character = byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
      characters.push(span(isHidden ? '*' : character, isMarked ? 'selected' : 'dim'));
    }
    rows.push([...line, ...characters]);
  }
  return rows;
}
