import type { LogLine } from '../../model/tail.js';
import type { LogEvent, LogValues } from '../../protocol/log-event.js';
import { pad } from '../cells.js';
import { dateTime, seconds } from '../format.js';
import type { Glyphs } from '../glyphs.js';
import { wrap } from '../table.js';
import { type Line, type Role, span } from '../text.js';
import { meaningOf } from './meaning.js';

const VALUE_NAMES: Readonly<Record<keyof LogValues, string>> = {
  peer: 'peer',
  ours: 'our priority',
  theirs: 'other priority',
  address: 'address',
  interface: 'interface',
  tracker: 'tracker',
  vrid: 'VRID',
  pid: 'pid',
  version: 'version',
  seconds: 'seconds',
  reason: 'reason',
};
const NAME_WIDTH = 15;

/** The whole line and what was read out of it. */
export function lineDetail(line: LogLine, width: number, g: Glyphs): Line[] {
  const { event } = line;
  const { role } = meaningOf(event, g);
  const whole = wrap(line.text, width - 2).map((text): Line => [span(' '), span(text, event === null ? 'text' : role)]);
  const values = [...headValues(line), ...(event === null ? [] : eventValues(event))];
  return [
    ...whole,
    ...values.map(
      ([name, value, valueRole]): Line => [span(` ${pad(name, NAME_WIDTH)}`, 'dim'), span(value, valueRole)],
    ),
  ];
}

type Value = [name: string, value: string, role: Role];

function headValues({ at, precisionMs, node, event, times }: LogLine): Value[] {
  const sure = precisionMs < 2 ? '' : `  within ${seconds(precisionMs)}`;
  return [
    ['time', `${dateTime(at)} UTC${sure}`, 'text'],
    ['node', event?.host == null || event.host === node ? node : `${node}, in the line ${event.host}`, 'text'],
    ...(times > 1 ? [['written', `${times} times in a second`, 'text'] satisfies Value] : []),
    ['meaning', event === null ? 'none that changes a state' : kindText(event), 'text'],
  ];
}

function kindText({ kind, state }: LogEvent): string {
  return state === null ? kind.replaceAll('-', ' ') : `${kind.replaceAll('-', ' ')}: ${state}`;
}

function eventValues(e: LogEvent): Value[] {
  const values: [string, string | number | null | undefined][] = [
    ['instance', e.instance],
    ['sync group', e.group],
    ['program', e.ident === null ? null : `${e.ident}${e.pid === null ? '' : `[${e.pid}]`}`],
    ...Object.entries(VALUE_NAMES).map(([key, name]): [string, string | number | undefined] => [
      name,
      e.values[key as keyof LogValues],
    ]),
    ['repeated', e.repeat > 1 ? `${e.repeat} times` : null],
    ['log line', e.line],
  ];
  return values.flatMap(([name, value]): Value[] => (value == null ? [] : [[name, String(value), 'text']]));
}
