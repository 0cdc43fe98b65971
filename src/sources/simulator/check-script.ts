/** `interval`, `rise` and `fall` of the simulated `vrrp_script`, see texts.ts. */
export const SCRIPT_INTERVAL_MS = 2000;
const RISE = 2;
const FALL = 2;

/**
 * keepalived's view of a `vrrp_script`: the first result after a start counts at once, later ones only when enough of
 * them agree.
 */
export class CheckScript {
  /** null until the first result. */
  private up: boolean | null = null;
  private exitCode = 0;
  private streak = 0;

  constructor(
    private readonly name: string,
    private readonly log: (message: string) => void,
    private readonly changed: (up: boolean) => void,
  ) {}

  /** Takes the exit code of one run. */
  take(exitCode: number): void {
    if (exitCode !== this.exitCode) {
      this.log(`Script \`${this.name}\` now returning ${exitCode}`);
      this.streak = 0;
    }
    this.exitCode = exitCode;
    this.streak++;
    const ok = exitCode === 0;
    if (ok === this.up || (this.up !== null && this.streak < (ok ? RISE : FALL))) return;
    this.up = ok;
    this.log(`VRRP_Script(${this.name}) ${ok ? 'succeeded' : `failed (exited with status ${exitCode})`}`);
    this.changed(ok);
  }
}
