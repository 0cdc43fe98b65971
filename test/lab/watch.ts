import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lab, type LabOptions } from './lab.js';
import { attempt } from './run.js';
import { Terminal } from './terminal.js';

/** A finding of a report, as far as tests look at it. */
export interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly vrid: number | null;
  readonly nodes: readonly string[];
  readonly from: string;
  readonly to: string | null;
  readonly summary: string;
  readonly advice: string;
  readonly clears: string;
}

interface Report {
  readonly findings: readonly Found[];
  readonly failovers: readonly {
    readonly at: string;
    readonly instance: string | null;
    readonly from: string;
    readonly to: string;
    readonly cause: string;
    readonly gapMs: number | null;
  }[];
}

/** A lab with vrrptop on its jump host, which records what it observes. */
export class Watch {
  private constructor(
    readonly lab: Lab,
    readonly terminal: Terminal,
    readonly recording: string,
  ) {}

  /** Brings up a lab and vrrptop for `nodes`, does `what`, quits, and takes all down. keepalived is not started. */
  static async over(
    options: LabOptions,
    nodes: readonly string[],
    what: (watch: Watch) => Promise<void>,
  ): Promise<void> {
    const lab = await Lab.up(options);
    const recording = join(lab.folder, 'watch.vrrptop');
    const size = { columns: 120, rows: 40, env: lab.jump.env };
    const terminal = Terminal.open(await lab.jump.vrrptop('--record', recording, ...nodes), size);
    try {
      await what(new Watch(lab, terminal, recording));
      terminal.press('q');
      const code = await terminal.ended(5000);
      if (code !== 0) throw new Error(`vrrptop ended with ${code}`);
    } finally {
      await terminal.close();
      await lab.down();
    }
  }

  /** The report on what was observed so far. */
  async report(): Promise<Report> {
    const copy = `${this.recording}.now`;
    await copyFile(this.recording, copy);
    const [file, args] = await this.lab.jump.vrrptop('report', '--format', 'json', copy);
    const { stdout, stderr } = await attempt(file, args);
    if (stderr !== '') throw new Error(`vrrptop report: ${stderr}`);
    return JSON.parse(stdout) as Report;
  }

  async findings(): Promise<readonly Found[]> {
    return (await this.report()).findings;
  }
}
