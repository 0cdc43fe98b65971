import type { Screen } from '../ui/screen.js';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs `body` until it, a signal, a lost terminal or a fault ends it, and gives the terminal back as it was whatever
 * happens.
 * @param body gets the way out; what it resolves to is run after the terminal is back.
 * @returns the exit code: what `leave` was called with, 128 + n for signal n, 70 for a fault.
 */
export async function guardScreen(
  screen: Screen,
  body: (leave: (code: number) => void) => () => Promise<void>,
): Promise<number> {
  let failure: unknown = null;
  let end = async (): Promise<void> => {};
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
      end = body(leave);
    } catch (error) {
      crashed(error);
    }
  });
  screen.destroy();
  await end();
  if (failure !== null)
    process.stderr.write(
      `vrrptop failed: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}\n`,
    );
  return code;
}
