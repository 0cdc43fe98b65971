/**
 * The part of Node's `Buffer` that the text scanners need, declared by shape: the pure rooms are compiled without
 * Node's types, and searching and slicing bytes is still pure. (`Buffer.indexOf` scans 742 MB in 0.1 s; the same
 * search over a string costs 0.7 s, because making the string does.)
 */
export interface TextBytes extends Uint8Array {
  indexOf(needle: number | string, from?: number): number;
  toString(encoding?: 'utf8' | 'latin1', start?: number, end?: number): string;
  subarray(start?: number, end?: number): TextBytes;
}
