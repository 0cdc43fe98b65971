import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHeader, encodeInput } from '../../src/journal/encode.js';
import { JournalReader } from '../../src/journal/reader.js';
import { Redactor } from '../../src/journal/redact.js';
import { LogRedactor } from '../../src/journal/redact-log.js';
import type { Input, InputBody } from '../../src/model/input.js';
import { passwordFingerprint } from '../../src/protocol/conf/fingerprint.js';
import { parseKeepalivedConf } from '../../src/protocol/conf/parse.js';
import { CONFIGS } from '../protocol/conf/configs.js';

const CAPTURES = join(import.meta.dirname, '../protocol/wire/captures');
const key = Uint8Array.from({ length: 16 }, (_, i) => 200 - i);

/** Everything that a recording of these inputs holds, as it stands in the file and with its base64 decoded. */
function recorded(bodies: InputBody[]): { file: string; inputs: Input[]; bytes: Buffer } {
  const redactor = new Redactor(key);
  const lines = [
    encodeHeader('test', 0),
    ...bodies.map((b, i) => encodeInput({ ...redactor.redact(b), seq: i + 1, at: i })),
  ];
  const file = `${lines.join('\n')}\n`;
  const inputs: Input[] = [];
  const reader = new JournalReader((input) => inputs.push(input));
  reader.push(Buffer.from(file));
  reader.end();
  expect(reader.error).toBeNull();
  const bytes = Buffer.concat(
    inputs.map((i) => ('bytes' in i ? Buffer.from(i.bytes) : Buffer.from('text' in i ? i.text : ''))),
  );
  return { file, inputs, bytes };
}

function pieces(capture: Buffer, size: number): InputBody[] {
  const bodies: InputBody[] = [];
  for (let i = 0; i < capture.length; i += size) {
    bodies.push({ kind: 'capture', source: 'wire:eth0', node: null, bytes: capture.subarray(i, i + size) });
  }
  return bodies;
}

const hasTcpdump = (() => {
  try {
    execFileSync('tcpdump', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('a recording of captures', () => {
  const names = readdirSync(CAPTURES).filter((n) => n.endsWith('.pcap'));

  it.runIf(hasTcpdump)('holds none of the passwords that tcpdump sees in them', () => {
    const passwords = new Map<string, Set<string>>();
    for (const name of names) {
      const text = execFileSync('tcpdump', ['-nvr', join(CAPTURES, name)], {
        encoding: 'latin1',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const found = [...text.matchAll(/authtype simple.* auth "([^"\n[]+)/g)].map((m) => m[1]!.trim());
      if (found.length > 0) passwords.set(name, new Set(found));
    }
    expect(passwords.size).toBeGreaterThan(0);
    for (const [name, seen] of passwords) {
      const capture = readFileSync(join(CAPTURES, name));
      for (const size of [capture.length, 61]) {
        const { bytes } = recorded(pieces(capture, size));
        for (const password of seen) {
          expect(capture.includes(password), `${password} of ${name}`).toBe(true);
          expect(bytes.includes(password), `${password} of ${name}`).toBe(false);
        }
      }
    }
  });

  it('has records of the same number and length, and puts the fingerprint of keepalived.conf on the wire', () => {
    const capture = readFileSync(join(CAPTURES, 'v2-pass.pcap'));
    const { bytes } = recorded(pieces(capture, 1000));
    expect(bytes.length).toBe(capture.length);
    const changed = capture.indexOf('s3cr3t');
    expect(changed).toBeGreaterThan(0);
    expect(bytes.toString('hex', changed, changed + 4)).toBe(passwordFingerprint(key, 's3cr3t'));
  });

  it('begins anew after a source was lost', () => {
    const capture = readFileSync(join(CAPTURES, 'v2-pass.pcap'));
    const lost: InputBody = { kind: 'health', source: 'wire:eth0', node: null, status: 'lost', reason: '' };
    const { bytes } = recorded([...pieces(capture.subarray(0, 200), 50), lost, ...pieces(capture, 1000)]);
    expect(bytes.subarray(-capture.length).subarray(0, 24).equals(capture.subarray(0, 24))).toBe(true);
    expect(bytes.includes('s3cr3t')).toBe(false);
  });
});

describe('a recording of configurations', () => {
  it('holds none of their passwords', () => {
    let checked = 0;
    for (const [path, text] of Object.values(CONFIGS).flatMap((files) => Object.entries(files))) {
      const passwords = [...text.matchAll(/(?:auth_pass|^\$PW=)\s*([\w]{5,})/gm)].map((m) => m[1]!);
      const body: InputBody = {
        kind: 'probe',
        source: 'addr:a',
        node: 'a',
        probe: 'config',
        text: `### FILE ${path}\n${text}`,
      };
      const { file } = recorded([body]);
      for (const password of passwords) {
        checked++;
        expect(file).not.toContain(password);
      }
    }
    expect(checked).toBeGreaterThan(2);
  });

  it('tells equal passwords on two nodes from different ones', () => {
    const conf = (password: string): InputBody => ({
      kind: 'probe',
      source: 'addr:a',
      node: 'a',
      probe: 'config',
      text: `vrrp_instance A {\n virtual_router_id 1\n authentication {\n auth_type PASS\n auth_pass ${password}\n }\n}\n`,
    });
    const { inputs } = recorded([conf('secret12'), conf('"secret12x"'), conf('Secret12')]);
    const [a, b, c] = inputs.map((i) =>
      i.kind === 'probe' ? parseKeepalivedConf(i.text).instances[0]!.authFingerprint : null,
    );
    expect(a).toMatch(/^[0-9a-f]{8}$/);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });
});

describe('a recording of logs', () => {
  // keepalived 2.2.7 --dump-conf, with the password that it writes there.
  const dump =
    'Nov 22 13:00:00 db201 Keepalived_vrrp[12]:    Authentication type = SIMPLE_PASSWORD\n' +
    'Nov 22 13:00:00 db201 Keepalived_vrrp[12]:    Password = exampl=1\n' +
    'Nov 22 13:00:00 db201 Keepalived_vrrp[12]: (vi_w) Entering MASTER STATE\n';

  it('holds none of the passwords that keepalived logs, wherever the log is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(dump.length * 2), { maxLength: 12 }), (cuts) => {
        const redactor = new LogRedactor();
        const bytes = Buffer.from(dump.repeat(2));
        const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const out = at.slice(1).map((end, i) => Buffer.from(redactor.push(bytes.subarray(at[i], end))));
        expect(Buffer.concat(out).toString()).toBe(dump.repeat(2).replaceAll('exampl=1', '********'));
      }),
    );
  });

  it('is not copied where there is nothing to hide, and begins anew after a loss', () => {
    const redactor = new Redactor(key);
    const log = (text: string): InputBody => ({ kind: 'log', source: 'log:a', node: 'a', bytes: Buffer.from(text) });
    const body = log('Nov 22 13:00:00 db201 Keepalived_vrrp[12]: (vi_w) Entering MASTER STATE\n') as InputBody & {
      kind: 'log';
    };
    expect((redactor.redact(body) as typeof body).bytes).toBe(body.bytes);
    redactor.redact(log('x Password = se'));
    redactor.redact({ kind: 'health', source: 'log:a', node: 'a', status: 'lost', reason: '' });
    expect((redactor.redact(log('a whole line\n')) as typeof body).bytes.toString('utf8')).toBe('a whole line\n');
  });
});
