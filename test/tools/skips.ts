import type { Reporter, TestModule, Vitest } from 'vitest/node';

/**
 * Prints, as the last lines of a run, every skipped test by name, and nothing when none was. With
 * VRRPTOP_NO_SKIPS=1 (continuous integration) a skipped test makes the run fail.
 */
export class SkipReporter implements Reporter {
  #filtered = false;

  onInit(vitest: Vitest): void {
    // Tests left out by the person's own `-t` are no news.
    this.#filtered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => `${module.relativeModuleId}: ${test.fullName}`),
    );
    if (skipped.length === 0 || this.#filtered) return;
    const forbidden = process.env.VRRPTOP_NO_SKIPS === '1';
    if (forbidden) process.exitCode = 1;
    const head = `${skipped.length} tests were NOT RUN${forbidden ? ', and here all must run' : ''}:`;
    // After the summary, which the default reporter prints in the same turn.
    process.once('exit', () => process.stderr.write(`\n${head}\n${skipped.map((s) => `  ${s}\n`).join('')}`));
  }
}
