/** Exit codes: sysexits(3) has 70 for a fault of the program itself. `status` has its own four, as monitoring plugins do. */
export const EXIT = { ok: 0, failed: 1, usage: 2, internal: 70 } as const;
export type ExitCode = number;
