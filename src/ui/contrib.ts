import { createRequire } from 'node:module';

// Single widgets of blessed-contrib, with what is used of them. They are required, and only when the first chart is to
// be drawn: they and the rest of blessed that they load cost 50 ms.
const require = createRequire(import.meta.url);

/** A colour is a number of the 256. */
interface LineOptions {
  screen: object;
  width: number;
  height: number;
  maxY: number;
  numYLabels: number;
  showNthLabel: number;
  style: { line: number; text: number; baseline: number };
}

interface LineWidget {
  emit(event: 'attach'): void;
  setData(data: { x: string[]; y: number[]; style: { line: number } }[]): void;
  ctx: { _canvas: { frame(): string } };
}

interface SparkWidget {
  setData(titles: string[], data: number[][]): void;
  content: string;
}

interface Contrib {
  Line: new (options: LineOptions) => LineWidget;
  Sparkline: new (options: { screen: object; width: number }) => SparkWidget;
}

let loaded: Contrib | null = null;
export const isContribLoaded = (): boolean => loaded !== null;
export function contrib(): Contrib {
  loaded ??= {
    Line: require('blessed-contrib/lib/widget/charts/line.js'),
    Sparkline: require('blessed-contrib/lib/widget/sparkline.js'),
  };
  return loaded;
}
