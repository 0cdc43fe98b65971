import { NO_PROBLEMS, type Packet } from './packet.js';

/** Appends a problem, value included (`ttl 254, want 255`); the first one replaces the shared empty list. */
export function addProblem(p: Packet, text: string): void {
  if (p.problems === NO_PROBLEMS) p.problems = [text];
  else p.problems = [...p.problems, text];
}

/** Marks the packet as ours but not decodable, and says why. */
export function markBad(p: Packet, text: string): void {
  p.kind = 'bad';
  addProblem(p, text);
}
