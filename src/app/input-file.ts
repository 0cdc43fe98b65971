import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export type InputFileKind = 'pcap' | 'log' | 'journal';

/** A file named on the command line: `FILE`, or `NODE=FILE` for a log. */
export interface InputFile {
  kind: InputFileKind;
  path: string;
  /** Node that the log belongs to; null for captures and recordings. */
  node: string | null;
  /** Last change, ms: what a log's stamps without a year are measured by. */
  modifiedAt: number;
}

export type InputFileResult = { ok: true; file: InputFile } | { ok: false; message: string };

const PCAP_MAGIC = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a]);

/** Says what a file holds by its first bytes, and to which node a log belongs. */
export function inspectInput(argument: string): InputFileResult {
  const bare = sniff(argument);
  if (bare.ok) return bare;
  const cut = argument.indexOf('=');
  if (cut < 1) return bare;
  const named = sniff(argument.slice(cut + 1));
  return named.ok ? { ok: true, file: { ...named.file, node: argument.slice(0, cut) } } : named;
}

/** All files of a command line. Recordings stand alone: they hold captures and logs of their own. */
export function inspectInputs(
  names: readonly string[],
): { ok: true; files: InputFile[] } | { ok: false; message: string } {
  const files: InputFile[] = [];
  for (const name of names) {
    const result = inspectInput(name);
    if (!result.ok) return result;
    if (result.file.kind === 'log' && result.file.node === null) {
      return {
        ok: false,
        message: `${name}: neither pcap, pcapng nor a recording; for a log say whose it is: NODE=${name}`,
      };
    }
    files.push(result.file);
  }
  if (new Set(files.map((f) => f.kind === 'journal')).size > 1) {
    return {
      ok: false,
      message: 'a recording holds its own captures and logs: give recordings, or captures and logs, not both',
    };
  }
  return { ok: true, files };
}

function sniff(path: string): InputFileResult {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    return { ok: false, message: `${path}: ${reasonOf(error)}` };
  }
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) return { ok: false, message: `${path}: is a directory` };
    const head = Buffer.alloc(64);
    const length = readSync(fd, head, 0, head.length, 0);
    const kind = kindOf(head.subarray(0, length));
    return { ok: true, file: { kind, path, node: null, modifiedAt: stat.mtimeMs } };
  } catch (error) {
    return { ok: false, message: `${path}: ${reasonOf(error)}` };
  } finally {
    closeSync(fd);
  }
}

function kindOf(head: Buffer): InputFileKind {
  if (head.length >= 4 && PCAP_MAGIC.has(head.readUInt32BE(0))) return 'pcap';
  return head.toString('latin1').startsWith('{"format":"vrrptop-journal') ? 'journal' : 'log';
}

const REASONS: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'is a directory',
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
