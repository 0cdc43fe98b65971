import { membersOf } from './between.js';
import { isIncomplete } from './groups.js';
import { trackersOf } from './single.js';
import type { Found, LintFile, LintRule } from './types.js';

/** Scripts, trackers and sync groups of one node (CONFIG.md 3, N17 to N21). */
export const SCRIPT_RULES: readonly LintRule[] = [
  {
    id: 'N17',
    severity: 'error',
    consequence: 'the script is not run: what it tests never causes a failover',
    check: (files) => files.flatMap((f) => [...undefinedScripts(f), ...pathless(f)]),
  },
  {
    id: 'N18',
    severity: 'warning',
    consequence: 'it is never run',
    check: (files) =>
      files
        .filter((f) => !isIncomplete(f))
        .flatMap((f) => {
          const used = new Set(
            [...f.conf.instances, ...f.conf.syncGroups].flatMap((x) => x.trackScripts.map((t) => t.name)),
          );
          return f.conf.scripts
            .filter((s) => !used.has(s.name))
            .map((s) => ({ node: f.node, at: s, message: `no instance tracks vrrp_script ${s.name}` }));
        }),
  },
  {
    id: 'N19',
    severity: 'warning',
    consequence: 'runs overlap: "already running, expect idle - skipping run", and a failure is seen late',
    check: (files) =>
      files.flatMap((f) =>
        f.conf.scripts
          .filter((s) => s.timeoutS !== null && s.timeoutS > s.intervalS && s.timeoutS >= s.intervalS * s.fall)
          .map((s) => ({
            node: f.node,
            at: s,
            message: `vrrp_script ${s.name}: timeout ${s.timeoutS} s, interval ${s.intervalS} s, fall ${s.fall}`,
          })),
      ),
  },
  {
    id: 'N20',
    severity: 'warning',
    consequence: 'members of a sync group have their weights set to 0: a failure is FAULT of the whole group',
    check: (files) =>
      files.flatMap(membersOf).flatMap(({ file, node, instance }) =>
        instance.syncGroup === null
          ? []
          : trackersOf(file, instance)
              .filter((t) => t.weight !== 0)
              .map((t) => ({
                node,
                at: t,
                message: `${instance.name} is in sync group ${instance.syncGroup}: weight ${t.weight} of ${t.name}`,
              })),
      ),
  },
  {
    id: 'N21',
    severity: 'warning',
    consequence: 'a group of one member does nothing: "this probably isn\'t what you want"',
    check: (files) =>
      files.flatMap((f) =>
        f.conf.syncGroups
          .filter((g) => g.members.length < 2)
          .map((g) => ({
            node: f.node,
            at: g,
            message: `sync group ${g.name} has ${g.members.length === 0 ? 'no member' : 'only one member'}`,
          })),
      ),
  },
];

function undefinedScripts(file: LintFile): Found[] {
  if (isIncomplete(file)) return [];
  const defined = new Set(file.conf.scripts.map((s) => s.name));
  return [...file.conf.instances, ...file.conf.syncGroups]
    .flatMap((x) => x.trackScripts)
    .filter((t) => !defined.has(t.name) && !t.name.startsWith('/'))
    .map((t) => ({ node: file.node, at: t, message: `track_script ${t.name}: there is no vrrp_script of that name` }));
}

function pathless(file: LintFile): Found[] {
  return file.conf.scripts.flatMap((s): Found[] => {
    const where = { node: file.node, at: s };
    if (s.script === '')
      return isIncomplete(file) ? [] : [{ ...where, message: `vrrp_script ${s.name} has no script` }];
    if (/^["']?[/$<]/.test(s.script.trim())) return [];
    return [
      {
        ...where,
        severity: 'warning',
        message: `vrrp_script ${s.name}: the command is no full path: ${s.script.split(/\s/)[0]}`,
        consequence:
          'it is found only where the PATH that keepalived was started with has it; else the script is disabled',
      },
    ];
  });
}
