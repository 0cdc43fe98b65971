import type {
  ActionPhase,
  Input,
  Inventory,
  InventoryNode,
  InventoryRouter,
  ProbeKind,
  SourceStatus,
} from '../model/input.js';
import { sanitize } from '../protocol/sanitize.js';
import { fromBase64 } from './base64.js';
import { JournalBytes } from './journal-bytes.js';

/** `unknown`: a kind of a later version, to be skipped. */
type DecodeResult = { ok: true; input: Input } | { ok: 'unknown' } | { ok: false; reason: string };

const STATUSES: readonly SourceStatus[] = ['connecting', 'live', 'lost', 'off'];
const PROBES: readonly ProbeKind[] = ['addr', 'config', 'version', 'process', 'clock', 'counters', 'files'];

const PHASES: readonly ActionPhase[] = ['planned', 'started', 'output', 'ended', 'verified'];

/** A field that is missing or of the wrong type; caught in this file. */
class Malformed extends Error {}

/**
 * Reads one line of a recording back. Names are cleaned: a recording may come from anywhere; texts of logs and probes
 * are given as they are, since their decoders clean what they take out. Never throws.
 */
export function decodeInput(line: string): DecodeResult {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, reason: 'not valid JSON' };
  }
  try {
    const r = new Fields(value, 'the line');
    const head = {
      seq: r.integer('seq'),
      at: r.number('at'),
      ...(r.value.cluster === undefined ? {} : { cluster: r.name('cluster') }),
    };
    switch (r.text('kind')) {
      case 'start':
        return { ok: true, input: { kind: 'start', inventory: inventory(r), program: r.name('program'), ...head } };
      case 'capture': {
        const bytes = fromBase64(r.text('base64'));
        if (bytes === null) return { ok: false, reason: 'base64 is not base64' };
        const node = r.value.node === null ? null : r.name('node');
        return { ok: true, input: { kind: 'capture', source: r.name('source'), node, bytes, ...head } };
      }
      case 'log': {
        const bytes = r.value.base64 === undefined ? JournalBytes.fromText(r.text('text')) : binary(r.text('base64'));
        if (bytes === null) return { ok: false, reason: 'base64 is not base64' };
        return { ok: true, input: { kind: 'log', source: r.name('source'), node: r.name('node'), bytes, ...head } };
      }
      case 'probe': {
        const probe = r.oneOf('probe', PROBES);
        if (probe === null) return { ok: 'unknown' };
        const text = r.text('text');
        return {
          ok: true,
          input: { kind: 'probe', source: r.name('source'), node: r.name('node'), probe, text, ...head },
        };
      }
      case 'health': {
        const status = r.oneOf('status', STATUSES);
        if (status === null) return { ok: 'unknown' };
        const node = r.value.node === null ? null : r.name('node');
        const reason = r.name('reason');
        return { ok: true, input: { kind: 'health', source: r.name('source'), node, status, reason, ...head } };
      }
      case 'action': {
        const phase = r.oneOf('phase', PHASES);
        if (phase === null) return { ok: 'unknown' };
        const [node, action, detail] = [r.name('node'), r.name('action'), r.name('detail')];
        return { ok: true, input: { kind: 'action', node, action, phase, detail, ...head } };
      }
      case 'key':
        return { ok: true, input: { kind: 'key', key: r.name('key'), ...head } };
      case 'tick':
        return { ok: true, input: { kind: 'tick', ...head } };
      default:
        return { ok: 'unknown' };
    }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, reason: error.message };
    throw error;
  }
}

function binary(base64: string): JournalBytes | null {
  const bytes = fromBase64(base64);
  return bytes === null ? null : new JournalBytes(bytes.buffer as ArrayBuffer);
}

function inventory(start: Fields): Inventory {
  const r = new Fields(start.value.inventory, 'inventory');
  return {
    cluster: r.name('cluster'),
    nodes: r.list('nodes', (n): InventoryNode => ({ name: n.name('name'), addresses: n.names('addresses') })),
    routers: r.list('routers', (n) => {
      const router: InventoryRouter = { name: n.name('name'), vips: n.names('vips') };
      if (n.value.vrid !== undefined) router.vrid = n.integer('vrid');
      const family = n.value.family === undefined ? null : n.oneOf('family', ['ipv4', 'ipv6'] as const);
      if (family !== null) router.family = family;
      if (n.value.role !== undefined) router.role = n.name('role');
      return router;
    }),
    ...(r.value.captures === undefined ? {} : { captures: r.names('captures') }),
  };
}

/** The fields of a JSON object, each checked as it is taken. */
class Fields {
  readonly value: Record<string, unknown>;

  constructor(value: unknown, what: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Malformed(`${what} is no object`);
    this.value = value as Record<string, unknown>;
  }

  text(field: string): string {
    const value = this.value[field];
    if (typeof value !== 'string') throw new Malformed(`${field} is no string`);
    return value;
  }

  name(field: string): string {
    return sanitize(this.text(field));
  }

  number(field: string): number {
    const value = this.value[field];
    // Beyond this a Date is invalid.
    if (typeof value !== 'number' || !(Math.abs(value) <= 8.64e15)) throw new Malformed(`${field} is no number`);
    return value;
  }

  integer(field: string): number {
    const value = this.number(field);
    if (!Number.isSafeInteger(value) || value < 0) throw new Malformed(`${field} is no whole number`);
    return value;
  }

  oneOf<T extends string>(field: string, values: readonly T[]): T | null {
    const value = this.text(field);
    return values.find((v) => v === value) ?? null;
  }

  list<T>(field: string, read: (fields: Fields) => T): T[] {
    const value = this.value[field];
    if (!Array.isArray(value)) throw new Malformed(`${field} is no list`);
    return value.map((item) => read(new Fields(item, `an entry of ${field}`)));
  }

  names(field: string): string[] {
    const value = this.value[field];
    if (!Array.isArray(value) || !value.every((v) => typeof v === 'string'))
      throw new Malformed(`${field} is no list of strings`);
    return value.map((v) => sanitize(v));
  }
}
