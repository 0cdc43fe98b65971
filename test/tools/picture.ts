// Pictures of the real screen, out of a recording:
//   npm run picture                        all that docs/pictures.json names, into docs/
//   npm run picture -- record              makes their recording anew on real nodes in the lab (root, two minutes)
//   npm run --silent picture -- RECORDING WIDTHxHEIGHT [THEME [+SECONDS | TIME] [KEY…]] > picture.svg
// +SECONDS counts from the begin of the recording, TIME is ISO 8601; the end where neither is given. Keys are pressed first.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pictures from '../../docs/pictures.json' with { type: 'json' };
import { pictureOf, recordedInputs } from './picture-of.js';
import { recordTour } from './record-tour.js';

const DOCS = join(import.meta.dirname, '../../docs');
const TOUR = join(DOCS, 'tour.vrrptop.gz');

function sizeOf(text: string | undefined): { width: number; height: number } {
  const size = /^(\d+)x(\d+)$/.exec(text ?? '');
  if (size === null) throw new Error('RECORDING WIDTHxHEIGHT [THEME [+SECONDS | TIME] [KEY…]]');
  return { width: Number(size[1]), height: Number(size[2]) };
}

const [path, dimensions, theme = 'dark', ...rest] = process.argv.slice(2);
if (path === 'record') await recordTour(TOUR);
else if (path === undefined) {
  const inputs = recordedInputs(TOUR);
  for (const { file, size, theme, when, keys } of pictures) {
    writeFileSync(join(DOCS, file), pictureOf(inputs, { ...sizeOf(size), theme, when, keys }));
    console.log(`docs/${file}`);
  }
} else {
  const isTime = /^(\+|\d{4}-)/.test(rest[0] ?? '');
  const [when, keys] = isTime ? [rest[0] ?? '', rest.slice(1)] : ['', rest];
  process.stdout.write(pictureOf(recordedInputs(path), { ...sizeOf(dimensions), theme, when, keys }));
}
