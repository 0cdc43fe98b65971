import type { VrrpState } from '../../log-event.js';
import type { Speaker } from '../envelope.js';
import { ADDRESS_ROWS } from './addresses.js';
import { ANY_COMPLAINT, CONFIG_ROWS } from './config.js';
import { ELECTION_ROWS } from './election.js';
import { NOISE_ROWS } from './noise.js';
import { PACKET_ROWS } from './packets.js';
import { PROCESS_ROWS, UNIT_ROWS } from './process.js';
import type { From, Row, Subject } from './row.js';
import { STATE_ROWS } from './states.js';
import { type Match, Matcher, stateOf } from './template.js';
import { TRACKER_ROWS } from './trackers.js';

/** Every message of keepalived that is known, 1.2 to 2.4. Adding one is adding a row with a sample. */
export const CATALOGUE: readonly Row[] = [
  ...STATE_ROWS,
  ...ELECTION_ROWS,
  ...ADDRESS_ROWS,
  ...TRACKER_ROWS,
  ...PACKET_ROWS,
  ...PROCESS_ROWS,
  ...UNIT_ROWS,
  ...CONFIG_ROWS,
  ...NOISE_ROWS,
];

/** A message that a row knows. */
export interface Recognized {
  row: Row;
  state: VrrpState | null;
  /** Who the message is about, by the row's subject; '' where it names nobody. */
  name: string;
  match: Match;
}

/** Where messages of one subject are looked up by their first word; '' holds those that begin with a value. */
type Shelf = Map<string, Matcher[]>;
type Wrapper = Exclude<Subject, 'any'>;

const SPEAKERS: Readonly<Record<From, readonly Speaker[]>> = {
  vrrp: ['vrrp', 'own-file'],
  parent: ['parent', 'own-file'],
  keepalived: ['vrrp', 'parent', 'own-file'],
  systemd: ['systemd'],
};
const NO_MATCHERS: readonly Matcher[] = [];
/** `(Line 13) ` and `(/etc/keepalived/keepalived.conf: Line 13) `, in front of complaints about the configuration. */
const PLACE = /^\((?:[^()]{1,200}: )?Line \d+\) /;
/** Shorter beginnings say too little to guess the rest from. */
const SHORTEST_CUT = 8;
/** What pagers leave where they cut a line, and quotations behind it. */
const CUT_MARK = /(?:…|\.\.\.|>|["'`,;|\\]{1,4})$/;

let built: Map<Speaker, Map<Wrapper, Shelf>> | null = null;
/** Made when the first line is read: a first frame need not wait for it. */
const shelves = (): Map<Speaker, Map<Wrapper, Shelf>> => {
  built ??= build(CATALOGUE);
  return built;
};

function build(rows: readonly Row[]): Map<Speaker, Map<Wrapper, Shelf>> {
  const built = new Map<Speaker, Map<Wrapper, Shelf>>();
  for (const row of rows) {
    const matcher = new Matcher(row);
    const wrappers: Wrapper[] = row.subject === 'any' ? ['none', 'instance'] : [row.subject];
    const words = matcher.firstWords.length > 0 ? new Set(matcher.firstWords) : [''];
    for (const speaker of SPEAKERS[row.from]) {
      for (const wrapper of wrappers) {
        const shelf = child(
          child(built, speaker, () => new Map<Wrapper, Shelf>()),
          wrapper,
          (): Shelf => new Map(),
        );
        for (const word of words) child(shelf, word, (): Matcher[] => []).push(matcher);
      }
    }
  }
  return built;
}

function child<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

/** Every row that matches a whole message: one for a message that is known, which a test holds for all samples. */
export function recognizeAll(speaker: Speaker, message: string): Recognized[] {
  const found: Recognized[] = [];
  lookUp(speaker, message, (matcher, text, name) => {
    const match = matcher.match(text);
    if (match) found.push({ row: matcher.row, state: stateOf(matcher.row, match), name, match });
    return false;
  });
  return found;
}

/**
 * Finds what a message says; null when no row knows it. A message that lost its end is recognized as long as all rows
 * that it could be the beginning of say the same.
 */
export function recognize(speaker: Speaker, message: string): Recognized | null {
  let found: Recognized | null = null;
  lookUp(speaker, message, (matcher, text, name) => {
    const match = matcher.match(text);
    if (match) found = { row: matcher.row, state: stateOf(matcher.row, match), name, match };
    return match !== null;
  });
  return found ?? recognizeCut(speaker, message.replace(CUT_MARK, '')) ?? recognizeComplaint(speaker, message);
}

function recognizeComplaint(speaker: Speaker, message: string): Recognized | null {
  const place = SPEAKERS[ANY_COMPLAINT.from].includes(speaker) ? PLACE.exec(message) : null;
  if (!place || place[0].length === message.length) return null;
  const from = place[0].length + 1;
  const close = message[place[0].length] === '(' ? closing(message, from) : -1;
  return { row: ANY_COMPLAINT, state: null, name: close === -1 ? '' : message.slice(from, close), match: {} };
}

function recognizeCut(speaker: Speaker, message: string): Recognized | null {
  let found: Recognized | null = null;
  let unsure = false;
  lookUp(speaker, message, (matcher, text, name) => {
    // What begins with a value has no beginning to be known by.
    const known = matcher.firstWords.length > 0 && text.length >= SHORTEST_CUT;
    const match = known ? matcher.matchCut(text) : null;
    if (!match) return false;
    const state = stateOf(matcher.row, match);
    // The cut took the state itself.
    if (state === null && matcher.row.text.includes('{state}')) unsure = true;
    if (found && (found.row.kind !== matcher.row.kind || found.state !== state)) unsure = true;
    found ??= { row: matcher.row, state, name, match };
    return unsure;
  });
  return unsure ? null : found;
}

/** Offers each row that could match, with the text behind its subject, until `visit` says that it is enough. */
function lookUp(
  speaker: Speaker,
  message: string,
  visit: (matcher: Matcher, text: string, name: string) => boolean,
): void {
  const place = message.charCodeAt(0) === 40 ? PLACE.exec(message) : null;
  if (place) {
    const rest = message.slice(place[0].length);
    // Only complaints have a place in front; anything else behind one is an instance with an odd name.
    const complaint = (m: Matcher, text: string, name: string) => m.row.subject === 'any' && visit(m, text, name);
    if (lookUpWrapped(speaker, rest, complaint)) return;
  }
  lookUpWrapped(speaker, message, place ? (m, text, name) => m.row.subject !== 'any' && visit(m, text, name) : visit);
}

function lookUpWrapped(speaker: Speaker, message: string, visit: (m: Matcher, text: string, name: string) => boolean) {
  const open = wrapperEnd(message);
  if (open > 0) {
    const close = closing(message, open);
    if (close !== -1) {
      const wrapper = message.startsWith('VRRP_G') ? 'group' : message.startsWith('VRRP_S') ? 'script' : 'instance';
      let from = close + 1;
      if (message.charCodeAt(from) === 58) from++;
      if (message.charCodeAt(from) === 32) from++;
      if (offer(speaker, wrapper, message.slice(from), message.slice(open, close), visit)) return true;
    }
  }
  return offer(speaker, 'none', message, '', visit);
}

function offer(
  speaker: Speaker,
  wrapper: Wrapper,
  text: string,
  name: string,
  visit: (m: Matcher, text: string, name: string) => boolean,
): boolean {
  const shelf = shelves().get(speaker)?.get(wrapper);
  if (!shelf) return false;
  const blank = text.indexOf(' ');
  for (const m of shelf.get(blank === -1 ? text : text.slice(0, blank)) ?? NO_MATCHERS)
    if (visit(m, text, name)) return true;
  for (const m of shelf.get('') ?? NO_MATCHERS) if (visit(m, text, name)) return true;
  return false;
}

/** Where the name begins: behind `(`, `VRRP_Instance(`, `VRRP_Group(` or `VRRP_Script(`; 0 where there is none. */
function wrapperEnd(message: string): number {
  if (message.charCodeAt(0) === 40) return 1;
  if (!message.startsWith('VRRP_')) return 0;
  if (message.startsWith('Instance(', 5)) return 14;
  if (message.startsWith('Group(', 5)) return 11;
  return message.startsWith('Script(', 5) ? 12 : 0;
}

/** The parenthesis that ends the name: names may hold some of their own. */
function closing(message: string, from: number): number {
  for (let i = message.indexOf(')', from); i !== -1; i = message.indexOf(')', i + 1)) {
    const next = message.charCodeAt(i + 1);
    if (next === 32 || next === 58) return i;
  }
  return -1;
}
