// A picture of a hand-built state: tsx test/ui/svg.ts SCENE WIDTH HEIGHT THEME > picture.svg (rsvg-convert makes a PNG of it).
import { THEMES } from '../../src/ui/themes.js';
import { toCells } from '../../src/views/cells.js';
import { draw } from '../views/draw.js';
import { SCENES } from '../views/scenes.js';

const CELL = { width: 9, height: 19 };
const OWN = 0x1ff;
const SIXTEEN =
  '#000000 #cd3131 #0dbc79 #e5e510 #2472c8 #bc3fbc #11a8cd #cccccc #666666 #f14c4c #23d18b #f5f543 #3b8eea #d670d6 #29b8db #ffffff'.split(
    ' ',
  );

/** The colours of xterm's palette: 6 x 6 x 6 and 24 greys. */
function rgb(index: number): string {
  if (index < 16) return SIXTEEN[index] ?? '#000000';
  if (index >= 232) return `rgb(${Array(3).fill(8 + (index - 232) * 10)})`;
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  const i = index - 16;
  return `rgb(${[Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6].map(level)})`;
}

const [scene = 'healthy', width = '80', height = '24', themeName = 'dark'] = process.argv.slice(2);
const made = SCENES[scene]?.();
const theme = THEMES.find((t) => t.name === themeName);
if (made === undefined || theme === undefined) throw new Error('no such scene or theme');
const [ground, ink] = themeName === 'light' ? ['#ffffff', '#1c1c1c'] : ['#101418', '#d0d0d0'];
const out: string[] = [];
for (const [y, line] of draw(made, Number(width), Number(height)).entries()) {
  let x = 0;
  for (const { text, role } of line) {
    const attribute = theme.attributes[role];
    const [fg, bg, flags] = [(attribute >> 9) & OWN, attribute & OWN, attribute >> 18];
    const colours = [fg === OWN ? ink : rgb(fg), bg === OWN ? ground : rgb(bg)];
    const [front, back] = (flags & 8) === 0 ? colours : colours.reverse();
    const cells = toCells(text);
    const at = `x="${x * CELL.width}" y="${y * CELL.height}"`;
    if (back !== ground)
      out.push(`<rect ${at} width="${cells.length * CELL.width}" height="${CELL.height}" fill="${back}"/>`);
    for (const [i, cell] of cells.entries()) {
      if (cell.trim() === '') continue;
      const ch = cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      const style = `${(flags & 1) === 0 ? '' : ' font-weight="bold"'}${(flags & 2) === 0 ? '' : ' text-decoration="underline"'}`;
      out.push(
        `<text x="${(x + i) * CELL.width}" y="${(y + 1) * CELL.height - 5}" fill="${front}"${style}>${ch}</text>`,
      );
    }
    x += cells.length;
  }
}
const size = `width="${Number(width) * CELL.width}" height="${Number(height) * CELL.height}"`;
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="DejaVu Sans Mono" font-size="15" xml:space="preserve">
<rect ${size} fill="${ground}"/>
${out.join('\n')}
</svg>
`);
