import type { LogKind, LogValues, VrrpState } from '../../log-event.js';

/**
 * Who may say it. `vrrp`: the VRRP child; `parent`: the parent; `keepalived`: either of them. keepalived's own log
 * file names no speaker and may say all three. Health checkers and BFD are never believed.
 */
export type From = 'vrrp' | 'parent' | 'keepalived' | 'systemd';

/**
 * What stands in front of the text: `instance` = `VRRP_Instance(N) `, `(N) ` or either with a colon; `group` =
 * `VRRP_Group(N)`; `script` = `VRRP_Script(N)`; `none` = nothing; `any` = nothing or an instance.
 */
export type Subject = 'instance' | 'group' | 'script' | 'none' | 'any';

/** What a sample must give; what is left out must be absent. */
export interface Expected {
  instance?: string;
  group?: string;
  state?: VrrpState;
  values?: LogValues;
}
export type Sample = readonly [message: string, expected?: Expected];

/** One message of keepalived. `noise` is known and means nothing to us. */
export interface Row {
  id: string;
  kind: LogKind | 'noise';
  /** First and last tag that has it: `1.2.21-1.4.5`, `2.0.0+`. */
  versions: string;
  from: From;
  subject: Subject;
  /** The message behind its subject, in the language of template.ts. */
  text: string;
  state?: VrrpState;
  /** For `values.reason`; may name captured values: `script {tracker}`. */
  reason?: string;
  samples: readonly Sample[];
}

type Shared = Pick<Row, 'from' | 'subject'>;
type Extra = Partial<Pick<Row, 'from' | 'subject' | 'state' | 'reason'>>;

/** A builder of rows that share their speaker and subject. */
export function section(shared: Shared) {
  return (id: string, kind: Row['kind'], versions: string, text: string, extra: Extra, ...samples: Sample[]): Row => ({
    ...shared,
    ...extra,
    id,
    kind,
    versions,
    text,
    samples,
  });
}
