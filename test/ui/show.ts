// Look at a hand-built state on a real terminal: tsx test/ui/show.ts SCENE [THEME]; q quits, every other key does what it does.
// Its time goes on by a second a second, as on an idle cluster.
import { Screen } from '../../src/ui/screen.js';
import { applyKey } from '../../src/views/apply-key.js';
import { screenRows } from '../../src/views/screen-rows.js';
import { initialUi } from '../../src/views/ui-state.js';
import { SCENES } from '../views/scenes.js';
import { idle } from '../views/states.js';

const [scene = 'healthy', theme = 'auto'] = process.argv.slice(2);
const make = SCENES[scene];
if (make === undefined) throw new Error(`no such scene; there are: ${Object.keys(SCENES).join(', ')}`);
const made = make();
const screen = new Screen({ theme, ascii: null });
let ui = initialUi({ mode: 'live', ascii: screen.ascii, theme: screen.theme, themes: screen.themes });
const paint = (): void => screen.paint(screenRows({ ...made, ui }, screen.size));
const timer = setInterval(() => {
  idle(made.state, 1000);
  paint();
}, 1000);
screen.onResize(paint);
screen.onKey((key) => {
  const next = applyKey(ui, key, made.state, made.findings);
  ui = next.ui;
  screen.setTheme(ui.theme);
  screen.setMouse(ui.mouse);
  if (next.effect?.kind === 'copy') screen.copy(next.effect.text);
  paint();
  if (next.effect?.kind !== 'quit') return;
  clearInterval(timer);
  screen.destroy();
});
paint();
