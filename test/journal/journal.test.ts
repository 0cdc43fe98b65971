import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../src/journal/base64.js';
import { encodeHeader, encodeInput } from '../../src/journal/encode.js';
import { JournalBytes } from '../../src/journal/journal-bytes.js';
import { JournalReader } from '../../src/journal/reader.js';
import type { Input, InputBody, Inventory } from '../../src/model/input.js';

function read(journal: Buffer | string, size = 1_000_000): { inputs: Input[]; reader: JournalReader } {
  const bytes = Buffer.from(journal);
  const inputs: Input[] = [];
  const reader = new JournalReader((input) => inputs.push(input));
  for (let i = 0; i < bytes.length; i += size) {
    // The same memory is filled again for each piece, as when a file is read.
    const piece = Buffer.from(bytes.subarray(i, i + size));
    reader.push(piece);
    piece.fill(0x7b);
  }
  reader.end();
  return { inputs, reader };
}

/** Bytes compared as bytes, whatever class holds them. */
const plain = (input: Input): unknown => ('bytes' in input ? { ...input, bytes: Array.from(input.bytes) } : input);

const name = fc.stringMatching(/^[a-z][a-z0-9:.-]{0,12}$/);
const bytes = fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b));
const text = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string())
  .filter((t) => !/\p{Cs}/u.test(t));
const body: fc.Arbitrary<InputBody> = fc.oneof(
  fc.record({
    kind: fc.constant('start' as const),
    program: name,
    inventory: fc.record({
      cluster: name,
      nodes: fc.array(fc.record({ name, addresses: fc.array(name) })),
      routers: fc.array(
        fc.record(
          {
            name,
            vips: fc.array(name),
            vrid: fc.integer({ min: 1, max: 255 }),
            family: fc.constantFrom('ipv4' as const, 'ipv6' as const),
            role: name,
          },
          { requiredKeys: ['name', 'vips'] },
        ),
      ),
    }),
  }),
  fc.record({
    kind: fc.constant('start' as const),
    program: name,
    inventory: fc.record({
      cluster: name,
      nodes: fc.constant<Inventory['nodes']>([]),
      routers: fc.constant<Inventory['routers']>([]),
      captures: fc.array(name),
    }),
  }),
  fc.record({ kind: fc.constant('capture' as const), source: name, node: fc.option(name), bytes }),
  fc.record({
    kind: fc.constant('log' as const),
    source: name,
    node: name,
    bytes: fc.oneof(
      bytes,
      text.map((t) => Buffer.from(t)),
    ),
  }),
  fc.record({
    kind: fc.constant('probe' as const),
    source: name,
    node: name,
    probe: fc.constantFrom('addr' as const, 'clock' as const),
    text,
  }),
  fc.record({
    kind: fc.constant('action' as const),
    node: name,
    action: name,
    phase: fc.constantFrom('planned' as const, 'output' as const, 'verified' as const),
    detail: name,
  }),
  fc.record({
    kind: fc.constant('health' as const),
    source: name,
    node: fc.option(name),
    status: fc.constantFrom('live' as const, 'lost' as const),
    reason: name,
  }),
  fc.record({ kind: fc.constant('key' as const), key: name }),
  fc.record({ kind: fc.constant('tick' as const) }),
);
const input = fc
  .tuple(body, fc.nat(), fc.double({ min: 0, max: 4e12, noNaN: true }), fc.option(name))
  .map(([b, seq, at, cluster]): Input => ({ ...b, ...(cluster === null ? {} : { cluster }), seq, at: at + 0 }));

describe('a recording', () => {
  it('gives back what was put in, cut anywhere, in one line of ASCII each', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 20 }), fc.integer({ min: 1, max: 400 }), (inputs, size) => {
        const lines = [encodeHeader('vrrptop 1 ä', 5), ...inputs.map(encodeInput)];
        for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]+$/);
        const { inputs: again, reader } = read(`${lines.join('\n')}\n`, size);
        expect(reader.error).toBeNull();
        expect(reader.truncated).toBe(false);
        expect(again.map(plain)).toEqual(inputs.map(plain));
      }),
    );
  });

  it('is what it is documented to be', () => {
    expect(encodeHeader('vrrptop 0.1.0', 1.5)).toBe(
      '{"format":"vrrptop-journal/1","program":"vrrptop 0.1.0","at":1.5}',
    );
    expect(
      encodeInput({
        kind: 'capture',
        source: 'wire:eth0',
        node: null,
        bytes: Buffer.from('Man!'),
        seq: 7,
        at: 1000.25,
      }),
    ).toBe('{"kind":"capture","source":"wire:eth0","node":null,"seq":7,"at":1000.25,"base64":"TWFuIQ=="}');
    expect(encodeInput({ kind: 'log', source: 'log:a', node: 'a', bytes: Buffer.from('ü\n'), seq: 8, at: 2 })).toBe(
      '{"kind":"log","source":"log:a","node":"a","seq":8,"at":2,"text":"\\u00fc\\n"}',
    );
    expect(encodeInput({ kind: 'log', source: 'log:a', node: 'a', bytes: Buffer.from([0xfc]), seq: 9, at: 3 })).toBe(
      '{"kind":"log","source":"log:a","node":"a","seq":9,"at":3,"base64":"/A=="}',
    );
  });

  const header = encodeHeader('vrrptop 0.1.0', 0);
  const tick = '{"kind":"tick","seq":1,"at":5}';
  it.each<[string, string, Partial<{ error: string | null; truncated: boolean; skipped: number }>, number]>([
    ['whole', `${header}\n${tick}\n${tick}\n`, { error: null, truncated: false, skipped: 0 }, 2],
    ['without the last line feed', `${header}\n${tick}\n${tick}`, { error: null, truncated: false }, 2],
    ['cut in the last line', `${header}\n${tick}\n${tick.slice(0, -3)}`, { error: null, truncated: true }, 1],
    ['with blank lines and CRLF', `${header}\r\n${tick}\r\n\r\n`, { error: null, truncated: false }, 1],
    [
      'with kinds of the future',
      `${header}\n{"kind":"weather","seq":1,"at":5}\n${tick}\n`,
      { error: null, skipped: 1 },
      1,
    ],
    ['with fields of the future', `${header}\n{"kind":"tick","seq":1,"at":5,"x":{}}\n`, { error: null, skipped: 0 }, 1],
    ['with only a header', header, { error: null, truncated: false }, 0],
    [
      'of a later format',
      `{"format":"vrrptop-journal/2"}\n${tick}\n`,
      { error: 'a recording in the format vrrptop-journal/2; this version of vrrptop reads vrrptop-journal/1' },
      0,
    ],
    ['that is none', `hello\n${tick}\n`, { error: 'not a recording of vrrptop' }, 0],
    ['that is empty', '', { error: 'not a recording of vrrptop' }, 0],
    ['broken in the middle', `${header}\n${tick}\n{"kind":"ti\n${tick}\n`, { error: 'line 3: not valid JSON' }, 1],
    [
      'not ASCII',
      `${header}\n{"kind":"key","key":"ü","seq":1,"at":5}\n`,
      { error: 'line 2: holds bytes that are not ASCII' },
      0,
    ],
    ['without a number', `${header}\n{"kind":"tick","at":5}\n`, { error: 'line 2: seq is no number' }, 0],
    [
      'with an impossible time',
      `${header}\n{"kind":"tick","seq":1,"at":1e300}\n`,
      { error: 'line 2: at is no number' },
      0,
    ],
    ['with a list for a line', `${header}\n[]\n`, { error: 'line 2: the line is no object' }, 0],
    [
      'with bad base64',
      `${header}\n{"kind":"capture","seq":1,"at":5,"source":"w","node":null,"base64":"a$=="}\n`,
      { error: 'line 2: base64 is not base64' },
      0,
    ],
    [
      'with a bad inventory',
      `${header}\n{"kind":"start","seq":1,"at":5,"program":"x","inventory":{"cluster":"c","nodes":[3],"routers":[]}}\n`,
      { error: 'line 2: an entry of nodes is no object' },
      0,
    ],
  ])('%s', (_, journal, expected, count) => {
    const { inputs, reader } = read(journal, 7);
    expect(reader).toMatchObject(expected);
    expect(inputs).toHaveLength(count);
  });

  it('refuses a line without an end', () => {
    const reader = new JournalReader(() => {});
    reader.push(Buffer.from(`${header}\n`));
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 40; i++) reader.push(piece);
    expect(reader.error).toBe('line 2: more than 16777216 characters');
  });

  it('cleans names that came from who knows where', () => {
    const { inputs } = read(
      `${header}\n{"kind":"health","seq":1,"at":5,"source":"ssh:a\\u001b[2J","node":null,"status":"lost","reason":"\\u009b"}\n`,
    );
    expect(JSON.stringify(inputs)).not.toMatch(/u001b|\x9b/);
  });

  it('does not change Object.prototype', () => {
    read(`${header}\n{"__proto__":{"polluted":1},"kind":"tick","seq":1,"at":5}\n`);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('base64', () => {
  it('is that of Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30_000 }), (b) => {
        expect(toBase64(b)).toBe(Buffer.from(b).toString('base64'));
        expect(Array.from(fromBase64(toBase64(b))!)).toEqual(Array.from(b));
      }),
      { numRuns: 30 },
    );
  });
  it.each(['a', 'ab=', 'a===', 'ab\u0100=', 'ab c', '====', 'A=AA'])('refuses %j', (bad) => {
    expect(fromBase64(bad)).toBeNull();
  });
});

describe('JournalBytes', () => {
  it('answers as a Buffer does', () => {
    const needle = fc.constantFrom(10, 'a', 'ab', 'Keepalived', 'aab');
    const letters = fc
      .array(fc.constantFrom('a', 'b', 'Keepalived', '\n', 'ü', '😀', '\u0000'), { maxLength: 20 })
      .map((l) => l.join(''));
    fc.assert(
      fc.property(fc.oneof(letters, text), needle, fc.nat(30), fc.nat(30), (t, n, from, to) => {
        const buffer = Buffer.from(t);
        const ours = JournalBytes.fromText(t);
        expect(Array.from(ours)).toEqual(Array.from(buffer));
        expect(ours.indexOf(n, from)).toBe(buffer.indexOf(n, from));
        expect(ours.toString()).toBe(buffer.toString());
        expect(ours.toString('latin1', from, Math.max(from, to))).toBe(
          buffer.toString('latin1', from, Math.max(from, to)),
        );
        expect(ours.subarray(from, to).toString('latin1')).toBe(buffer.subarray(from, to).toString('latin1'));
      }),
    );
  });
});
