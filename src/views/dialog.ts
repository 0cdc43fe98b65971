import type { Dialog, Question } from './dialog-state.js';
import { boxed } from './frame.js';
import { glyphsOf, type ViewInput } from './panel.js';
import { cutLine, wrap } from './table.js';
import { type Line, span } from './text.js';
import type { UiState } from './ui-state.js';

const MAX_TYPED = 80;
const PAGE = 5;

/** What a key makes of the dialog; `answer` is for who opened it: an option, `yes`, or null when it was left. */
export function dialogKey(ui: UiState, dialog: Dialog, key: string): { ui: UiState; answer?: string | null } {
  const { question } = dialog;
  const change = (more: Partial<Dialog>): { ui: UiState } => ({ ui: { ...ui, dialog: { ...dialog, ...more } } });
  if (key === 'escape') return { ui: { ...ui, dialog: null }, answer: null };
  const step = { up: -1, down: 1, pageup: -PAGE, pagedown: PAGE }[key];
  if (step !== undefined) return change({ top: Math.max(0, Math.min(lastTop(dialog), dialog.top + step)) });
  switch (question.kind) {
    case 'choose': {
      const option = question.options.find((o) => o.key === key);
      return option === undefined ? { ui } : { ui, answer: option.answer };
    }
    case 'yes':
      return key === 'y' || key === 'Y' ? { ui, answer: 'yes' } : { ui };
    case 'type': {
      const typed = (text: string) => change({ question: { ...question, typed: text } });
      if (key === 'enter') return question.typed === question.wanted ? { ui, answer: 'yes' } : typed('');
      if (key === 'backspace') return typed([...question.typed].slice(0, -1).join(''));
      return [...key].length === 1 && question.typed.length < MAX_TYPED ? typed(question.typed + key) : { ui };
    }
    case 'going':
      return key === question.stop?.key ? { ui, answer: question.stop.answer } : { ui };
    case 'nothing':
      return key === 'enter' || key === 'q' ? { ui: { ...ui, dialog: null }, answer: null } : { ui };
  }
}

/** A key does not know how wide the screen is: the narrowest there may be. */
const lastTop = ({ rows }: Dialog): number => rows.reduce((sum, r) => sum + Math.ceil(r.text.length / 50), -1);

/** The dialog in the place of a view: what it says, and below it what it asks. */
export function dialogRows(view: ViewInput, dialog: Dialog, width: number, height: number): Line[] {
  const inner = width - (view.framed ? 2 : 0) - 1;
  const mark = glyphsOf(view.ui).more;
  const asked = questionLines(dialog.question, view);
  const room = Math.max(1, height - (view.framed ? 2 : 1) - asked.length - 1);
  const all = dialog.rows.flatMap(({ text, role }): Line[] => {
    const indent = /^ */.exec(text)?.[0] ?? '';
    const first = inner - indent.length;
    return wrap(text.trim(), first, first - 2).map((part, i) => [span(`${indent}${i === 0 ? '' : '  '}${part}`, role)]);
  });
  // What is said last matters most while something runs: the rest can be scrolled to.
  const top = Math.min(dialog.top, Math.max(0, all.length - room));
  const shown = all.slice(top, top + room);
  const left = all.length - top - shown.length;
  const body = [...shown, left > 0 ? [span(`${mark} ${left} more rows below`, 'dim')] : [], ...asked];
  const lines = body.map((line) => cutLine([span(' '), ...line], inner + 1, mark));
  return boxed(view, [span(dialog.title, 'title')], [], lines, width, height);
}

function questionLines(question: Question, view: ViewInput): Line[] {
  switch (question.kind) {
    case 'choose':
      return question.options.map((o) => [span(`  ${o.key}  `, 'key'), span(o.label.padEnd(16)), span(o.help, 'dim')]);
    case 'type':
      return [
        [
          span('Type '),
          span(question.wanted, 'strong'),
          span(' and Enter to do it: '),
          span(question.typed, 'strong'),
          span(glyphsOf(view.ui).marker, 'accent'),
        ],
      ];
    case 'yes':
      return [[span('y', 'key'), span(' does it')]];
    case 'going':
      return question.stop === null ? [] : [[span(question.stop.key, 'key'), span(` ${question.stop.label}`)]];
    case 'nothing':
      return [];
  }
}

/** The footer while a dialog is open. */
export function dialogFooter(dialog: Dialog): Line {
  const leaves = { nothing: ' close', going: ' close, it goes on' } as const;
  const { kind } = dialog.question;
  const leave = kind === 'nothing' || kind === 'going' ? leaves[kind] : ' leave, nothing is done';
  return [span(' Esc', 'key'), span(leave, 'dim'), span('  PgUp PgDn', 'key'), span(' scroll', 'dim')];
}
