import type { Role } from './text.js';

/**
 * What a dialog waits for. `choose`: a key of an option; `type`: this text and Enter; `yes`: y; `going`: it shows
 * what goes on, which a key may stop; `nothing`: it only shows.
 */
export type Question =
  | { kind: 'choose'; options: readonly { key: string; label: string; help: string; answer: string }[] }
  | { kind: 'type'; wanted: string; typed: string }
  | { kind: 'yes' }
  | { kind: 'going'; stop: { key: string; label: string; answer: string } | null }
  | { kind: 'nothing' };

/** Stands between header and footer until it is left; Esc always leaves. Its rows are made by who opened it. */
export interface Dialog {
  title: string;
  rows: readonly { text: string; role: Role }[];
  question: Question;
  /** First row shown. */
  top: number;
}
