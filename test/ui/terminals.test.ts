// The built program on terminals of many kinds: what it writes is what that terminal understands, and it draws well.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeHeader, encodeInput } from '../../src/journal/encode.js';
import type { InputBody } from '../../src/model/input.js';
import { THEME_NAMES } from '../../src/ui/themes.js';
import { until } from '../lab/run.js';
import { Terminal } from '../lab/terminal.js';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const [COLUMNS, ROWS] = [110, 36];
const START = Date.UTC(2025, 10, 10, 21);
/** Names in Chinese, with an emoji; a log that would clear the screen, colour it, set the title, turn the text round. */
const LOG = `Nov 10 21:00:01 db201 Keepalived[100]: Starting Keepalived v2.2.7 (01/16,2022)
Nov 10 21:00:01 db201 Keepalived_vrrp[101]: (数据库写) Entering BACKUP STATE (init)
Nov 10 21:00:01 db201 Keepalived_vrrp[101]: (读😀库) Entering BACKUP STATE (init)
Nov 10 21:00:05 db201 Keepalived_vrrp[101]: (数据库写) Entering MASTER STATE
Nov 10 21:00:06 db201 Keepalived_vrrp[101]: 日本語 \u001b[2J\u001b]0;evil\u0007 \u009b31m \u202e \u000e 👨‍👩‍👧 e\u0301\u0301 tail
`;

let folder: string;
let recording: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vrrptop-terminals-'));
  recording = join(folder, 'hostile.vrrptop');
  const inputs: [number, InputBody][] = [
    [
      0,
      {
        kind: 'start',
        inventory: { cluster: 'クラスタ', nodes: [{ name: 'db201', addresses: ['172.30.23.201'] }], routers: [] },
        program: 'test',
      },
    ],
    [0, { kind: 'health', source: 'log:db201', node: 'db201', status: 'live', reason: 'x' }],
    [10_000, { kind: 'log', source: 'log:db201', node: 'db201', bytes: Buffer.from(LOG) }],
    ...Array.from({ length: 80 }, (_, i): [number, InputBody] => [10_000 + i * 250, { kind: 'tick' }]),
  ];
  const lines = inputs.map(([at, body], i) => encodeInput({ ...body, seq: i + 1, at: START + at }));
  writeFileSync(recording, [encodeHeader('test', START), ...lines, ''].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g;

/** What a terminal understands, as ncurses has it: one regular expression for each sequence of each capability. */
function understood(term: string): RegExp[] {
  const text = execFileSync('infocmp', ['-1', '-x', term], { encoding: 'utf8' });
  const values = [...text.matchAll(/^\t\w+=(.*),$/gm)].map(([, value = '']) =>
    value
      .replace(/\$<[\d*/]+>/g, '')
      .replace(/\\E/g, '\u001b')
      .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
      .replace(/\^([@-_])/g, (_, c: string) => String.fromCharCode(c.charCodeAt(0) - 64))
      .replace(/\\([,:^\\])/g, '$1')
      .replace(/%i/g, '')
      .replace(/%p\d%d/g, '\u0001'),
  );
  const sequences = values.flatMap((value) => value.replaceAll('\u0001', '9').match(SEQUENCE) ?? []);
  const parametric = values.flatMap((value) => [...value.matchAll(/\u001b\[[0-?\u0001]*[@-~]/g)].map(([s]) => s));
  return [...sequences, ...parametric].map(
    (s) => new RegExp(`^${s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\u0001', '\\d+')}$`),
  );
}

/** Parameters of SGR that a terminal with so many colours has (ECMA-48 8.3.117; 38;5 and 90-107 are xterm's). */
function strayColours(sgr: string, colours: number): string[] {
  const rest = colours >= 256 ? sgr.replace(/[34]8;5;\d+/g, '') : sgr;
  return rest.split(';').filter((p) => {
    const n = Number(p);
    return !(n < 10 || (colours >= 8 && n >= 30 && n < 48 && n % 10 < 8) || (colours >= 16 && n >= 90 && n < 108));
  });
}

/** Cells of the screen; the second half of a wide character is ''. */
const cellsOf = (terminal: Terminal): string[][] =>
  Array.from({ length: ROWS }, (_, y) => Array.from({ length: COLUMNS }, (_, x) => terminal.cell(y, x).text));

/** Each frame that begins is closed: corners at both ends, sides in every row between. */
function expectClosedFrames(cells: string[][]): void {
  let frames = 0;
  for (const [y, row] of cells.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== '┌') continue;
      const right = row.indexOf('┐', x);
      const bottom = cells.findIndex((r, at) => at > y && r[x] === '└');
      expect([right > x, bottom > y], `the frame at row ${y}, column ${x}`).toEqual([true, true]);
      expect(cells[bottom]?.[right]).toBe('┘');
      for (let at = y + 1; at < bottom; at++)
        expect([cells[at]?.[x], cells[at]?.[right]], `row ${at}`).toEqual(['│', '│']);
      frames++;
    }
  }
  expect(frames).toBeGreaterThan(0);
}

interface Kind {
  TERM: string;
  /** Whose capabilities count, where this system may not know the terminal. */
  like?: string;
  env?: Record<string, string>;
  args?: string[];
  ascii: boolean;
  colours: number;
}
const KINDS: Kind[] = [
  { TERM: 'xterm-256color', ascii: false, colours: 256 },
  { TERM: 'screen-256color', ascii: false, colours: 256 },
  { TERM: 'tmux-256color', ascii: false, colours: 256 },
  { TERM: 'alacritty', like: 'xterm-256color', ascii: false, colours: 256 },
  { TERM: 'xterm', ascii: false, colours: 8 },
  { TERM: 'screen', ascii: false, colours: 8 },
  { TERM: 'linux', ascii: true, colours: 8 },
  { TERM: 'vt100', ascii: true, colours: 0 },
  { TERM: 'xterm-256color', env: { NO_COLOR: '1' }, ascii: false, colours: 0 },
  { TERM: 'xterm-256color', env: { LANG: 'C' }, ascii: true, colours: 256 },
  { TERM: 'xterm-256color', args: ['--ascii'], ascii: true, colours: 256 },
  { TERM: 'vt100', args: ['--theme', 'gruvbox'], ascii: true, colours: 0 },
];
const VIEWS = { '1': 'Virtual IPs', '3': 'Logs' } as const;

/** Nothing is written for so long when a screen at the end of a recording is whole, charts that are loaded late too; ms. */
const QUIET_MS = 700;

async function settled(terminal: Terminal): Promise<void> {
  let [bytes, since] = [terminal.bytes, Date.now()];
  await until(
    'nothing more is written',
    () => {
      if (terminal.bytes !== bytes) [bytes, since] = [terminal.bytes, Date.now()];
      return Date.now() - since >= QUIET_MS;
    },
    10_000,
  );
}

/** The screens of the recording's end, and all that was written. */
async function look(kind: Pick<Kind, 'TERM' | 'env' | 'args'>): Promise<{ views: string[][][]; raw: string }> {
  const env = { PATH: process.env.PATH ?? '', HOME: '/nowhere', LANG: 'C.UTF-8', ...kind.env, TERM: kind.TERM };
  const program = [MAIN, 'replay', '--speed', '10000', ...(kind.args ?? []), recording];
  const terminal = Terminal.open([process.execPath, program], { columns: COLUMNS, rows: ROWS, env });
  try {
    await terminal.waitFor('the end', (screen) => screen.at(-1)?.includes('end of the recording') ?? false, 20_000);
    const views: string[][][] = [];
    for (const [key, title] of Object.entries(VIEWS)) {
      terminal.press(key);
      await terminal.waitFor(title, (screen) => screen[1]?.includes(title) ?? false, 5000);
      await until('still', () => !terminal.screen().at(-1)?.includes('end of'), 5000);
      await settled(terminal);
      views.push(cellsOf(terminal));
    }
    // All themes by turns; one that is asked for overrides NO_COLOR.
    for (let i = 0; i < THEME_NAMES.length && kind.env?.NO_COLOR === undefined; i++) {
      const before = terminal.screen().at(-1);
      terminal.press('t');
      await terminal.waitFor('a theme', (s) => /^ theme /.test(s.at(-1) ?? '') && s.at(-1) !== before, 5000);
    }
    terminal.press('q');
    expect(await terminal.ended(5000)).toBe(0);
    return { views, raw: terminal.raw };
  } finally {
    await terminal.close();
  }
}

describe('on terminals of many kinds', () => {
  let reference: string[][][];
  beforeAll(async () => {
    reference = (await look(KINDS[0]!)).views;
  });

  it('closed frames, straight columns, names whole, nothing hostile', () => {
    for (const cells of reference) expectClosedFrames(cells);
    const text = reference.map((cells) => cells.map((row) => row.join('')).join('\n'));
    expect(text[0]).toMatch(/│ 数据库写 {2}VIP unknown {2}──▶ db201 /);
    // A row that holds wide characters and an emoji ends where all end.
    for (const cells of reference) {
      const framed = cells.filter((row) => row[0] === '│');
      expect(framed.length).toBeGreaterThan(10);
      for (const row of framed) expect(row.at(-1)).toBe('│');
    }
    expect(text[1]).toMatch(/日本語 .*\[2J.*0;evil.* .31m .* e\u0301+ tail/);
    expect(text[1]).not.toMatch(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202e]/);
  });

  it.each(
    KINDS.map(
      (kind) => [[kind.TERM, ...Object.entries(kind.env ?? {}).flat(), ...(kind.args ?? [])].join(' '), kind] as const,
    ),
  )('%s', async (_, kind) => {
    const { views, raw } = await look(kind);
    if (!kind.ascii) expect(views).toEqual(reference);
    else {
      // biome-ignore format: a table
      const frames: Record<string, string> = { '┌': '+', '┐': '+', '└': '+', '┘': '+', '─': '-', '│': '|' };
      for (const [v, cells] of views.entries())
        for (const [y, row] of cells.entries())
          for (const [x, cell] of row.entries()) {
            const wanted = y > 0 && y < ROWS - 1 ? frames[reference[v]?.[y]?.[x] ?? ''] : undefined;
            if (wanted !== undefined) expect(cell, `view ${v}, row ${y}, column ${x}`).toBe(wanted);
          }
      expect(raw).toMatch(/^[\u0000-\u007f]*$/);
    }
    const known = understood(kind.like ?? kind.TERM);
    const strange = new Set<string>();
    for (const [sequence] of raw.matchAll(SEQUENCE)) {
      const sgr = /^\u001b\[([\d;]*)m$/.exec(sequence);
      if (sgr === null ? !known.some((k) => k.test(sequence)) : strayColours(sgr[1] ?? '', kind.colours).length > 0)
        strange.add(JSON.stringify(sequence));
    }
    expect([...strange]).toEqual([]);
    // Beside sequences nothing but text.
    expect(raw.replace(SEQUENCE, '')).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
  });
});
