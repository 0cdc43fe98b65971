import { rgbOf } from '../../src/ui/palette.js';
import { attributesOf, OWN } from '../../src/ui/theme.js';
import { builtIn, THEME_NAMES } from '../../src/ui/themes.js';
import { toCells } from '../../src/views/cells.js';
import type { Line } from '../../src/views/text.js';

const CELL = { width: 9, height: 19 };
const rgb = (index: number): string =>
  `#${rgbOf(index)
    .map((v) => v.toString(16).padStart(2, '0'))
    .join('')}`;

/** A picture of rows of text as a terminal of that size shows them in that theme. Throws on a theme that is not there. */
export function svgOf(rows: readonly Line[], size: { width: number; height: number }, themeName: string): string {
  const theme = builtIn(themeName);
  if (theme === undefined) throw new Error(`no theme ${themeName}; there are: ${THEME_NAMES.join(', ')}`);
  const attributes = attributesOf(theme, 256);
  const { fg: baseInk, bg: baseGround } = theme.base;
  const [ownGround, ownInk] = theme.ground === 'light' ? ['#ffffff', '#1c1c1c'] : ['#101418', '#d0d0d0'];
  const [ground, ink] = [
    baseGround === undefined ? ownGround : rgb(baseGround),
    baseInk === undefined ? ownInk : rgb(baseInk),
  ];
  const out: string[] = [];
  for (const [y, line] of rows.entries()) {
    let x = 0;
    for (const { text, role } of line) {
      const attribute = attributes[role];
      const [fg, bg, flags] = [(attribute >> 9) & OWN, attribute & OWN, attribute >> 18];
      const colours = [fg === OWN ? ink : rgb(fg), bg === OWN ? ground : rgb(bg)];
      const [front, back] = (flags & 8) === 0 ? colours : colours.reverse();
      const cells = toCells(text);
      const left = x * CELL.width;
      const length = cells.length * CELL.width;
      x += cells.length;
      if (back !== ground)
        out.push(`<rect x="${left}" y="${y * CELL.height}" width="${length}" height="${CELL.height}" fill="${back}"/>`);
      const style = `${(flags & 1) === 0 ? '' : ' font-weight="bold"'}${(flags & 2) === 0 ? '' : ' text-decoration="underline"'}`;
      // Each word has its place: what a font makes of an arrow or a blank may differ from a cell.
      for (let from = 0; from < cells.length; from++) {
        if (cells[from]!.trim() === '') continue;
        let to = from;
        while (to < cells.length && cells[to]!.trim() !== '') to++;
        const isDots = /[\u2800-\u28ff]/.test(cells.slice(from, to).join(''));
        // Dots come from another font, with a width of its own.
        const fit = isDots ? ` textLength="${(to - from) * CELL.width}" lengthAdjust="spacingAndGlyphs"` : '';
        const word = cells.slice(from, to).join('').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        out.push(
          `<text x="${left + from * CELL.width}" y="${(y + 1) * CELL.height - 5}" fill="${front}"${style}${fit}>${word}</text>`,
        );
        from = to;
      }
    }
  }
  const box = `width="${size.width * CELL.width}" height="${size.height * CELL.height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="15">
<rect ${box} fill="${ground}"/>
${out.join('\n')}
</svg>
`;
}
