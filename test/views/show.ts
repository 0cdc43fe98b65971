// Look at the hand-built states by eye: tsx test/views/show.ts SCENE WIDTH HEIGHT [ascii]
import { drawText } from './draw.js';
import { SCENES } from './scenes.js';

const [scene = 'healthy', width = '80', height = '24', ascii = ''] = process.argv.slice(2);
const made = SCENES[scene];
if (made === undefined) throw new Error(`no such scene; there are: ${Object.keys(SCENES).join(', ')}`);
process.stdout.write(drawText(made(), Number(width), Number(height), { ascii: ascii !== '' }));
