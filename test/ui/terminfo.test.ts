import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tput } from '../../src/ui/blessed.js';
import { FALLBACK_STRINGS, readableTerminfo } from '../../src/ui/terminfo.js';

const DIRECTORIES = ['/etc/terminfo', '/lib/terminfo', '/usr/share/terminfo'];
const NAMES = [
  'xterm',
  'xterm-256color',
  'xterm-direct',
  'screen',
  'screen-256color',
  'tmux',
  'tmux-256color',
  'linux',
  'vt100',
  'rxvt-unicode-256color',
  'alacritty',
  'st-256color',
  'putty',
];
const fileOf = (name: string): string | undefined => DIRECTORIES.map((d) => `${d}/${name[0]}/${name}`).find(existsSync);
const installed = NAMES.filter((name) => fileOf(name) !== undefined);

// `tput` of ncurses reads the same entries with ncurses' own code: what it says is what blessed has to find.
const tput = (name: string, ...args: string[]): string =>
  execFileSync('tput', ['-T', name, ...args], { encoding: 'latin1' });

describe('terminfo for blessed', () => {
  it('has entries with 32-bit numbers to try', () => {
    const magic = installed.map((name) => readFileSync(fileOf(name) ?? '').readUInt16LE(0));
    expect(magic).toContain(0x021e);
    expect(magic).toContain(0x011a);
  });

  it.each(installed)('%s: colours and cursor addressing as ncurses reads them', (name) => {
    const file = fileOf(name) ?? '';
    const info = Tput.prototype.parseTerminfo(readableTerminfo(readFileSync(file)), file);
    // 16-bit numbers end at 32767, which is plenty for xterm-direct's 16,777,216.
    expect(info.numbers.max_colors ?? -1).toBe(Math.min(Number(tput(name, 'colors')), 0x7fff));
    const parameters = (text = ''): string => text.replace(/\$<[\d*/]+>/g, '').replace('%i%p1%d;%p2%d', '5;7');
    expect(parameters(info.strings.cursor_address)).toBe(tput(name, 'cup', '4', '6').replace(/\$<[\d*/]+>/g, ''));
    expect(info.strings.clear_screen?.replace(/\$<[\d*/]+>/g, '')).toBe(tput(name, 'clear').replace(/\u001b\[3J$/, ''));
  });

  it('falls back to what an xterm understands', () => {
    expect(FALLBACK_STRINGS.cursor_invisible).toBe(tput('xterm-256color', 'civis'));
    expect(FALLBACK_STRINGS.parm_right_cursor?.replace('%p1%d', '9')).toBe(tput('xterm-256color', 'cuf', '9'));
    expect(tput('xterm-256color', 'smcup')).toContain(FALLBACK_STRINGS.enter_ca_mode);
    expect(tput('xterm-256color', 'rmcup')).toContain(FALLBACK_STRINGS.exit_ca_mode);
  });

  it('leaves what is no terminfo, or ends too early, as it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0x011a, 0x021e, 0), (bytes, magic) => {
        const data = Buffer.from(bytes);
        if (magic !== 0 && data.length >= 2) data.writeUInt16LE(magic, 0);
        const out = readableTerminfo(data);
        expect(out.length).toBeLessThanOrEqual(data.length);
      }),
    );
  });
});
