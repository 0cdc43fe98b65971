import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Redactor } from '../../src/journal/redact.js';
import { parseCounters, redactCounters } from '../../src/protocol/counters.js';

/** keepalived 2.2.7 in the lab, db201 of two nodes, after some seconds; cut to what the script lets through. */
const JSON_LINES = `via json
"iname":"vi_w"
"vrid":51
"state":2
"advert_rcvd":4
"advert_sent":111
"become_master":1
"release_master":0
"packet_len_err":0
"advert_interval_err":0
"ip_ttl_err":0
"invalid_type_rcvd":0
"addr_list_err":0
"invalid_authtype":0
"authtype_mismatch":0
"auth_failure":0
"pri_zero_rcvd":0
"pri_zero_sent":0
"iname":"vi_r"
"vrid":44
"state":1
"advert_rcvd":88
"auth_failure":3`;

/** keepalived 2.2.7 in the lab, /tmp/keepalived.stats; the second one as 1.2.13 spells it (vrrp_print.c of that tag). */
const STATS = `via stats
VRRP Instance: vi_w
  Advertisements:
    Received: 7
    Sent: 4
  Became master: 1
  Released master: 0
  Packet Errors:
    Length: 0
    TTL: 2
    Invalid Type: 0
    Advertisement Interval: 5
    Address List: 0
  Authentication Errors:
    Invalid Type: 6
    Type Mismatch: 0
    Failure: 9
  Priority Zero:
    Received: 1
    Sent: 0
VRRP Instance: VI 2: x
  Advertisements:
    Received: 3
    Sent: 0
  Packet Errors:
    Invalide Type: 8`;

const told = (text: string): unknown => {
  const answer = parseCounters(text);
  return answer.ok
    ? answer.instances.map((i) => ({ ...i, counts: Object.fromEntries(i.counts) }))
    : [answer.denied, answer.reason];
};

describe('parseCounters', () => {
  test('JSON, member by member', () => {
    expect(told(JSON_LINES)).toMatchObject([
      { name: 'vi_w', vrid: 51, state: 'MASTER', counts: { advert_rcvd: 4, advert_sent: 111, pri_zero_sent: 0 } },
      { name: 'vi_r', vrid: 44, state: 'BACKUP', counts: { advert_rcvd: 88, auth_failure: 3 } },
    ]);
  });

  test('text, with numbers of one label under different headings', () => {
    expect(told(STATS)).toEqual([
      {
        name: 'vi_w',
        vrid: null,
        state: null,
        counts: {
          advert_rcvd: 7,
          advert_sent: 4,
          become_master: 1,
          release_master: 0,
          packet_len_err: 0,
          ip_ttl_err: 2,
          invalid_type_rcvd: 0,
          advert_interval_err: 5,
          addr_list_err: 0,
          invalid_authtype: 6,
          authtype_mismatch: 0,
          auth_failure: 9,
          pri_zero_rcvd: 1,
          pri_zero_sent: 0,
        },
      },
      { name: 'VI 2: x', vrid: null, state: null, counts: { advert_rcvd: 3, advert_sent: 0, invalid_type_rcvd: 8 } },
    ]);
  });

  test.each([
    ['none keepalived does not run', [false, 'keepalived does not run']],
    ['denied sudo -n /x is not possible', [true, 'sudo -n /x is not possible']],
    ['', [false, 'no answer']],
    ['via json', [false, 'keepalived told no counters']],
    ['via json\n"advert_rcvd":5', [false, 'keepalived told no counters']],
    ['none \u001b[2J', [false, '\ufffd[2J']],
  ])('%j is no answer, with the reason', (text, expected) => expect(told(text)).toEqual(expected));

  test('a number that is none of its field is not believed', () => {
    expect(told('via json\n"iname":"a"\n"vrid":256\n"state":9\n"advert_rcvd":99999999999999999999')).toEqual([
      { name: 'a', vrid: null, state: null, counts: {} },
    ]);
  });

  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...JSON_LINES.split('\n'),
      ...STATS.split('\n'),
      '"vrid":-1',
      '"iname":"\u001b]0;x\u0007"',
      '    : 1',
    ),
  );
  test('whatever comes: no throw, bounded, and nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.constantFrom('via json', 'via stats', 'x'), fc.array(line), (head, lines) => {
        const answer = parseCounters([head, ...lines].join('\n'));
        expect(answer.ok ? answer.instances.map((i) => i.name).join('') : answer.reason).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
    const many = `via json\n${'"iname":"x"\n'.repeat(5000)}`;
    expect(parseCounters(many)).toMatchObject({ ok: true, instances: { length: 512 } });
  });

  test('the door lets nothing else through, and the same again', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const once = redactCounters(['via json', ...lines].join('\n'));
        expect(redactCounters(once)).toBe(once);
        expect(parseCounters(once)).toEqual(parseCounters(['via json', ...lines].join('\n')));
      }),
    );
  });

  test('raw JSON of keepalived does not pass the door at all', () => {
    const raw = '[{"data":{"iname":"vi_w","auth_type":1,"auth_data":"labpass1"},"stats":{"advert_rcvd":0}}]';
    const redactor = new Redactor(new Uint8Array(16));
    for (const text of [raw, `via json\n${raw}`, `via stats\n${raw}`, `via json\n"auth_data":"labpass1"\n"vrid":5`]) {
      const body = redactor.redact({ kind: 'probe', source: 'ssh:a', node: 'a', probe: 'counters', text });
      expect(JSON.stringify(body)).not.toContain('labpass1');
    }
  });
});
