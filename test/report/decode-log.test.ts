import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/protocol/log-event.js';
import { logEventToJson, logEventToText } from '../../src/report/decode-log.js';

const EVENT: LogEvent = {
  line: 7,
  at: Date.UTC(2026, 10, 22, 13, 21, 42, 236),
  precisionMs: 1,
  host: 'db-w1',
  ident: 'Keepalived_vrrp',
  identSuffix: '',
  pid: 5767,
  instance: 'vi_w',
  group: null,
  kind: 'state',
  state: 'MASTER',
  detail: '(vi_w) Entering MASTER STATE',
  values: {},
  repeat: 1,
};
const NOTHING: Partial<LogEvent> = { at: null, host: null, instance: null, state: null };

describe('a log event', () => {
  it('as JSON has the fields of the contract, in its order', () => {
    expect(JSON.stringify(logEventToJson(EVENT))).toBe(
      '{"line":7,"at":"2026-11-22T13:21:42.236Z","node":"db-w1","instance":"vi_w","kind":"state","state":"MASTER","detail":"(vi_w) Entering MASTER STATE"}',
    );
    expect(JSON.stringify(logEventToJson({ ...EVENT, ...NOTHING, kind: 'stop', detail: 'Stopping' }))).toBe(
      '{"line":7,"at":null,"node":null,"instance":null,"kind":"stop","state":null,"detail":"Stopping"}',
    );
  });

  it.each([
    ['a state', {}, '     7 2026-11-22T13:21:42.236Z db-w1 vi_w state MASTER: (vi_w) Entering MASTER STATE'],
    ['nothing known', { ...NOTHING, kind: 'stop', detail: 'Stopping' }, '     7 no time - - stop: Stopping'],
    [
      'a group, repeated',
      { instance: null, group: 'VG', kind: 'group-state', state: 'FAULT', detail: 'd', repeat: 3 },
      '     7 2026-11-22T13:21:42.236Z db-w1 VG group-state FAULT: d (3 times)',
    ],
  ] satisfies [string, Partial<LogEvent>, string][])('as text: %s', (_name, change, want) =>
    expect(logEventToText({ ...EVENT, ...change })).toBe(want),
  );

  it.each(['garp', 'clock-step'] as const)('%s is for the model only', (kind) => {
    expect(logEventToJson({ ...EVENT, kind })).toBeNull();
    expect(logEventToText({ ...EVENT, kind })).toBeNull();
  });
});
