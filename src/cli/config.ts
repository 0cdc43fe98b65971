import { EXAMPLE } from '../config/example.js';
import { EXIT, type ExitCode } from './exit.js';
import { Output } from './output.js';

/** Prints the documented example of a configuration. */
export function configInit(): ExitCode {
  const out = new Output();
  out.line(EXAMPLE.trimEnd());
  out.flush();
  return EXIT.ok;
}
