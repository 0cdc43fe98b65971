import { type AlarmState, listen, silentAlarm, stillWrong } from '../diagnose/alarm.js';
import type { Finding } from '../diagnose/finding.js';
import type { ClusterState } from '../model/state.js';
import type { UiState } from '../views/ui-state.js';
import { AlarmCommand } from './alarm-command.js';

export interface AlarmOptions {
  bell: boolean;
  /** A shell command that gets each new critical finding as JSON on its standard input. */
  command: string | null;
}

interface AlarmDeps {
  bell: () => void;
  ui: () => Pick<UiState, 'alarm'>;
  show: (change: Partial<UiState>) => void;
}

/** Rings for critical findings that are new: the bell, a line on the screen, the operator's command. */
export class Alarm {
  readonly #options: AlarmOptions;
  readonly #deps: AlarmDeps;
  readonly #command: AlarmCommand | null;
  /** By cluster. */
  readonly #heard = new Map<string, AlarmState>();

  constructor(options: AlarmOptions, deps: AlarmDeps) {
    this.#options = options;
    this.#deps = deps;
    const onTrouble = (notice: string): void => deps.show({ notice });
    this.#command = options.command === null ? null : new AlarmCommand(options.command, onTrouble);
  }

  /** Looks at what is wrong in a cluster now. */
  look(state: ClusterState, findings: readonly Finding[]): void {
    const { cluster } = state.inventory;
    const { after, fresh } = listen(this.#heard.get(cluster) ?? silentAlarm(state.now), findings, state.now);
    this.#heard.set(cluster, after);
    const { alarm } = this.#deps.ui();
    const [worst] = fresh;
    if (worst !== undefined) {
      for (const f of fresh) this.#command?.run(JSON.stringify(alarmOf(state, f)));
      if (alarm.silenced) return;
      if (this.#options.bell) this.#deps.bell();
      this.#deps.show({ alarm: { ...alarm, rings: { cluster, finding: worst, isOver: false } } });
    } else if (alarm.rings?.cluster === cluster) {
      const isOver = !stillWrong(alarm.rings.finding, findings);
      if (isOver !== alarm.rings.isOver) this.#deps.show({ alarm: { ...alarm, rings: { ...alarm.rings, isOver } } });
    }
  }

  stop(): void {
    this.#command?.stop();
  }
}

/** What the command gets to read. */
function alarmOf(state: ClusterState, f: Finding) {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    schema: 'vrrptop-alarm/1',
    cluster: state.inventory.cluster,
    at: iso(state.now),
    rule: f.rule,
    severity: f.severity,
    router: state.routers.find((r) => r.id === f.router)?.label ?? f.router,
    vrid: state.routers.find((r) => r.id === f.router)?.vrid ?? null,
    nodes: f.nodes,
    since: iso(f.since),
    summary: f.summary,
    advice: f.advice,
    clears: f.clears,
    evidence: f.evidence,
  };
}
