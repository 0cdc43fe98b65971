/** The sixteen colours every terminal names, in the order of their numbers. */
export const COLOUR_NAMES: readonly string[] =
  'black red green yellow blue magenta cyan white bright-black bright-red bright-green bright-yellow bright-blue bright-magenta bright-cyan bright-white'.split(
    ' ',
  );

/** What xterm shows for the sixteen (XTerm-col.ad); other terminals have their own. */
const SIXTEEN =
  '#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5 #7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff'.split(
    ' ',
  );

type Rgb = readonly [red: number, green: number, blue: number];

/** `#rrggbb` as three numbers from 0 to 255; null for what is no such text. */
export function rgbOfHex(text: string): Rgb | null {
  if (!/^#[\da-f]{6}$/i.test(text)) return null;
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

/** A colour of xterm's 256: sixteen with names, a cube of 6 x 6 x 6, and 24 greys. */
export function rgbOf(index: number): Rgb {
  if (index < 16) return rgbOfHex(SIXTEEN[index] ?? '') ?? [0, 0, 0];
  const grey = 8 + (index - 232) * 10;
  if (index >= 232) return [grey, grey, grey];
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  const i = index - 16;
  return [level(Math.floor(i / 36)), level(Math.floor(i / 6) % 6), level(i % 6)];
}

/** The nearest of the 240 colours that look the same on every terminal that has 256. */
export function nearestIndex([red, green, blue]: Rgb): number {
  let best = 16;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 16; index < 256; index++) {
    const [r, g, b] = rgbOf(index);
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/** Relative luminance, 0 to 1 (WCAG 2.1). */
export function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((v) => (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Below this saturation a colour is a tinted grey: of eight colours none is like it. */
const GREYISH = 0.35;
/** From this luminance on a colour is the bright one of its hue. */
const BRIGHT = 0.25;
/** Where one hue of the six ends and the next begins, degrees; orange and brown count as yellow, as on a PC. */
const HUES = [
  [25, 1],
  [70, 3],
  [165, 2],
  [195, 6],
  [265, 4],
  [330, 5],
  [360, 1],
] as const;

/**
 * What stands for a colour on a terminal with fewer: the same hue, for hues have a meaning here, not the nearest
 * mixture.
 * @returns null: the terminal's own colour, where nothing else is legible on any ground.
 */
export function reduced(colour: number, colours: number): number | null {
  if (colour < colours) return colour;
  const rgb = rgbOf(colour);
  const [r, g, b] = rgb;
  const [most, spread] = [Math.max(r, g, b), Math.max(r, g, b) - Math.min(r, g, b)];
  if (spread < GREYISH * most || spread === 0) return greyOf((r + g + b) / 3, colours);
  const turn = most === r ? (g - b) / spread : most === g ? 2 + (b - r) / spread : 4 + (r - g) / spread;
  const hue = (turn * 60 + 360) % 360;
  const base = HUES.find(([end]) => hue < end)?.[1] ?? 1;
  const isBright = luminance(rgb) > BRIGHT;
  if (colours >= 16) return isBright ? base + 8 : base;
  // The blue of eight is too dark to stand for a light one.
  return base === 4 && isBright ? 6 : base;
}

function greyOf(level: number, colours: number): number | null {
  if (level < 48) return 0;
  if (colours >= 16) return level < 160 ? 8 : level < 240 ? 7 : 15;
  return level < 200 ? null : 7;
}
