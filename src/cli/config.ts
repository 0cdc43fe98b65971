import { EXAMPLE } from '../config/example.js';
import { COUNTERS_FILE } from '../sources/index.js';
import { EXIT, type ExitCode } from './exit.js';
import { Output } from './output.js';

/** Prints the documented example of a configuration. */
export function configInit(): ExitCode {
  const out = new Output();
  out.line(EXAMPLE.trimEnd());
  out.flush();
  return EXIT.ok;
}

/** Prints the script that lets a login read keepalived's counters by sudo, and nothing else. */
export function configCounters(): ExitCode {
  const out = new Output();
  out.line(COUNTERS_FILE.trimEnd());
  out.flush();
  return EXIT.ok;
}
