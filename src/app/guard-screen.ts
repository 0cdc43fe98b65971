import type { Screen } from '../ui/screen.js';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;
/** A process group without a shell that could continue it is not stopped by SIGTSTP: the screen comes back after this. */
const NOT_STOPPED_MS = 100;

/**
 * Runs `body` until it, a signal, a lost terminal or a fault ends it, and gives the terminal back as it was whatever
 * happens.
 * @param body gets the way out, and the way to the shell and back; what it resolves to is run after the terminal is back.
 * @returns the exit code: what `leave` was called with, 128 + n for signal n, 70 for a fault.
 */
export async function guardScreen(
  screen: Screen,
  body: (leave: (code: number) => void, suspend: () => void) => () => Promise<void>,
): Promise<number> {
  let failure: unknown = null;
  let end = async (): Promise<void> => {};
  const jobControl = new JobControl(screen);
  const code = await new Promise<number>((leave) => {
    const crashed = (error: unknown): void => {
      failure ??= error;
      leave(70);
    };
    for (const [signal, number] of Object.entries(SIGNALS)) process.once(signal, () => leave(number));
    process.on('uncaughtException', crashed);
    process.on('unhandledRejection', crashed);
    screen.onGone(() => leave(SIGNALS.SIGHUP));
    try {
      end = body(leave, jobControl.suspendJob);
    } catch (error) {
      crashed(error);
    }
  });
  jobControl.end();
  screen.destroy();
  await end();
  if (failure !== null)
    process.stderr.write(
      `vrrptop failed: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}\n`,
    );
  return code;
}

/** Ctrl-Z and `fg`: raw mode makes the one a key, and the terminal is the shell's in between. */
class JobControl {
  readonly #screen: Screen;
  #suspended = false;

  constructor(screen: Screen) {
    this.#screen = screen;
    process.on('SIGTSTP', this.#suspendThis);
    process.on('SIGCONT', this.#resume);
  }

  /** As the terminal does it: all of the job stops, a shell or npm that waits for us too. */
  readonly suspendJob = (): void => this.#suspend(0);

  readonly #suspendThis = (): void => this.#suspend(process.pid);

  #suspend(pid: number): void {
    if (this.#suspended) return;
    this.#suspended = true;
    this.#screen.suspend();
    // Without a listener the signal does what it does to every program.
    process.off('SIGTSTP', this.#suspendThis);
    process.kill(pid, 'SIGTSTP');
    setTimeout(this.#resume, NOT_STOPPED_MS);
  }

  readonly #resume = (): void => {
    if (!this.#suspended) return;
    this.#suspended = false;
    process.on('SIGTSTP', this.#suspendThis);
    this.#screen.resume();
  };

  end(): void {
    process.off('SIGTSTP', this.#suspendThis);
    process.off('SIGCONT', this.#resume);
    this.#suspended = false;
  }
}
