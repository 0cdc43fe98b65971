import { describe, expect, it } from 'vitest';
import { CATALOGUE, recognize, recognizeAll } from '../../../src/protocol/log/catalogue/index.js';
import type { From } from '../../../src/protocol/log/catalogue/row.js';
import { LOG_KINDS } from '../../../src/protocol/log-event.js';
import { readLine } from './helpers.js';

const IDENT: Record<From, string> = {
  vrrp: 'Keepalived_vrrp[5767]',
  parent: 'Keepalived[5765]',
  keepalived: 'Keepalived[5765]',
  systemd: 'systemd[1]',
};
const SPEAKER = { vrrp: 'vrrp', parent: 'parent', keepalived: 'parent', systemd: 'systemd' } as const;
const VERSIONS = /^(any|\d+\.\d+\.\d+(\+|-\d+\.\d+\.\d+)?)$/;
const SAMPLES = CATALOGUE.flatMap((row) => row.samples.map(([text, expected = {}]) => ({ row, text, expected })));
const asNumber = (version: string): number =>
  version.split('.').reduce((number, part) => number * 1000 + Number(part), 0);

describe('the catalogue', () => {
  it('has rows with ids of their own, each with a sample and its versions in order', () => {
    expect(CATALOGUE.length).toBeGreaterThan(200);
    expect(new Set(CATALOGUE.map((row) => row.id)).size).toBe(CATALOGUE.length);
    for (const row of CATALOGUE) {
      expect(row.samples.length, row.id).toBeGreaterThan(0);
      expect(row.versions, row.id).toMatch(VERSIONS);
      const [since, until] = row.versions.split('-');
      if (until) expect(asNumber(since!), row.id).toBeLessThan(asNumber(until));
    }
  });

  it('says every kind of the contract', () => {
    const said = new Set(CATALOGUE.map((row) => row.kind));
    expect(LOG_KINDS.filter((kind) => !said.has(kind))).toEqual([]);
  });

  it.each(SAMPLES)('$row.id: $text hits its own row alone', ({ row, text }) => {
    expect(recognizeAll(SPEAKER[row.from], text).map((hit) => hit.row.id)).toEqual([row.id]);
  });

  it.each(SAMPLES)('$row.id: $text says what it should', ({ row, text, expected }) => {
    const e = readLine(`Nov 22 13:21:42 db-w1 ${IDENT[row.from]}: ${text}`);
    if (row.kind === 'noise') {
      expect(e).toBeNull();
      return;
    }
    expect(e).toMatchObject({ kind: row.kind, detail: text, repeat: 1 });
    const { instance, group, state, values } = e!;
    expect({ instance, group, state, values }).toEqual({
      instance: null,
      group: null,
      state: null,
      values: {},
      ...expected,
    });
  });

  it.each(SAMPLES.filter(({ row }) => row.from === 'vrrp'))('$text counts from no other program', ({ text }) => {
    for (const ident of ['Keepalived_healthcheckers[9]', 'Keepalived_bfd[9]', 'notify.sh[9]', 'root', 'systemd[1]'])
      expect(readLine(`Nov 22 13:21:42 db-w1 ${ident}: ${text}`), ident).toBeNull();
  });

  it.each(SAMPLES.filter(({ row }) => row.from === 'parent'))(
    '$text tells nothing from a health checker',
    ({ text }) => {
      expect(readLine(`Nov 22 13:21:42 db-w1 Keepalived_healthcheckers[9]: ${text}`)).toBeNull();
    },
  );

  it.each(SAMPLES)('$row.id: no beginning of $text says anything else', ({ row, text }) => {
    for (let length = 0; length < text.length; length++) {
      const cut = recognize(SPEAKER[row.from], text.slice(0, length));
      if (!cut || cut.row.kind === row.kind || cut.row.id === 'complaint') continue;
      // A shorter message may be whole in its own right: it then says what it says.
      expect(recognizeAll(SPEAKER[row.from], text.slice(0, length)).length, text.slice(0, length)).toBe(1);
    }
  });
});

describe('a message that lost its end', () => {
  it.each([
    ['VRRP_Instance(VI_1) Entering MAST', 'state', 'MASTER', {}],
    ['VRRP_Instance(VI_1) Entering BACKUP STA', 'state', 'BACKUP', {}],
    ['(vi_w) Entering MAST>', 'state', 'MASTER', {}],
    ['(vi_w) Entering FAULT…', 'state', 'FAULT', {}],
    [
      '(vi_w) Received advert from 10.0.0.2 with lower priority 90, our',
      'lower-prio-advert',
      null,
      { peer: '10.0.0.2', theirs: 90 },
    ],
    // 10 may be what is left of 100, 10.0.0 of 10.0.0.2: no value is better than a wrong one.
    [
      '(vi_w) Master received advert from 10.0.0.2 with higher priority 10',
      'higher-prio-advert',
      null,
      { peer: '10.0.0.2' },
    ],
    ['(vi_w) received lower priority (90) advert from 10.0.0', 'lower-prio-discard', null, { theirs: 90 }],
    ['VRRP_Instance(VI_1) ignoring received advertisment.', 'packet-ignored', null, {}],
    ['VRRP_Instance(VI_1) Entering MASTER STATE",', 'state', 'MASTER', {}],
    ['VRRP_Script(chk) fai', null, null, {}],
    ['(vi_w) Entering ', null, null, {}],
    ['(vi_w) Master received advert from 10.0.0.2 with ', null, null, {}],
    ['Sto', null, null, {}],
  ])('%s', (message, kind, state, values) => {
    const e = readLine(`Nov 22 13:21:42 db-w1 Keepalived_vrrp[1]: ${message}`);
    expect(e && { kind: e.kind, state: e.state, values: e.values }).toEqual(kind && { kind, state, values });
  });
});
