import { weightsOf } from '../../model/instance-conf.js';
import { others } from './between.js';
import { type Group, groupsOf, isIncomplete, type Member, pairsOf, placeOf, shareVip } from './groups.js';
import type { Found, LintFile, LintRule } from './types.js';

/** Who wins and who can take over (CONFIG.md 3, X09 to X11, X14, X15, X17 to X20). */
export const ELECTION_RULES: readonly LintRule[] = [
  {
    id: 'X09',
    severity: 'warning',
    consequence: 'who started first stays; at a start together the higher address wins: nobody can foretell',
    check: (files) =>
      pairsOf(files).flatMap((g) =>
        g.flatMap((m, i) => {
          const same = g.slice(0, i).find((o) => o.instance.priority === m.instance.priority);
          return same === undefined || m.instance.priority === 255
            ? []
            : [at(m, 'priority', `${m.instance.name} has priority ${m.instance.priority}, as on ${same.node}`)];
        }),
      ),
  },
  {
    id: 'X10',
    severity: 'error',
    consequence: 'the tracker fails, the log shows it, and no failover happens',
    check: (files) =>
      pairsOf(files).flatMap((g) => {
        const [best, next] = ranked(g);
        if (best === undefined || next === undefined || best.healthy === next.healthy || next.m.instance.nopreempt)
          return [];
        const weighted = best.weights.filter((w) => w.weight !== 0);
        const left = Math.max(1, best.healthy - weighted.reduce((s, w) => s + Math.abs(w.weight), 0));
        if (weighted.length === 0 || best.m.instance.priority === 255 || left < next.healthy) return [];
        const names = weighted.map((w) => `${w.name} (weight ${w.weight})`).join(' and ');
        return [
          at(
            best.m,
            'track_script',
            `${names}: priority ${best.healthy} becomes ${left}, not below ${next.healthy} of ${next.m.node}; a weight of at least ${best.healthy - next.healthy + 1} is needed`,
          ),
        ];
      }),
  },
  {
    id: 'X11',
    severity: 'warning',
    consequence: 'keepalived keeps the effective priority within 1 to 254: the weights do not count in full',
    check: (files) =>
      groupsOf(files)
        .flat()
        .flatMap((m) => {
          const weights = weightsOf(m.file.conf, m.instance).map((w) => w.weight);
          if (m.instance.priority === 255) return [];
          const most = m.instance.priority + sum(weights.filter((w) => w > 0));
          const least = m.instance.priority + sum(weights.filter((w) => w < 0));
          return most <= 254 && least >= 1
            ? []
            : [
                at(
                  m,
                  'track_script',
                  `${m.instance.name}: with its weights the priority runs from ${least} to ${most}`,
                ),
              ];
        }),
  },
  {
    id: 'X14',
    severity: 'warning',
    consequence: 'the node with the higher priority takes the role back when it returns, although nopreempt is written',
    check: (files) =>
      pairsOf(files).flatMap((g) => {
        const [best, ...rest] = [...g].sort((a, b) => b.instance.priority - a.instance.priority);
        const lower = rest.filter((m) => m.instance.nopreempt && m.instance.priority < best!.instance.priority);
        return best!.instance.at.nopreempt !== undefined
          ? []
          : lower.map((m) =>
              at(
                m,
                'nopreempt',
                `nopreempt stands on priority ${m.instance.priority} here, not on ${best!.node} with ${best!.instance.priority}`,
              ),
            );
      }),
  },
  {
    id: 'X15',
    severity: 'warning',
    consequence: 'a living MASTER with a lowered priority is never replaced: use weight 0 (failure is FAULT)',
    check: (files) =>
      pairsOf(files).flatMap((g) => {
        const [best, ...rest] = [...g].sort((a, b) => b.instance.priority - a.instance.priority);
        const weights = weightsOf(best!.file.conf, best!.instance);
        const lowers = weights.find((w) => w.weight < 0);
        if (lowers === undefined || !rest.every((m) => m.instance.nopreempt)) return [];
        return rest.map((m) =>
          at(
            m,
            'nopreempt',
            `nopreempt here makes the weight ${lowers.weight} of ${lowers.name} on ${best!.node} useless`,
          ),
        );
      }),
  },
  {
    id: 'X17',
    severity: 'warning',
    consequence:
      'the members of a sync group move together: priorities that want them apart make them move again and again',
    check: (files) => [...membersDiffer(files), ...crossedInGroup(files)],
  },
  {
    id: 'X18',
    severity: 'warning',
    consequence: 'no other node takes over',
    check: (files) => {
      if (files.length < 2 || files.some(isIncomplete)) return [];
      if (files.some((f) => f.conf.instances.length === 0)) return [];
      return (
        groupsOf(files)
          // One whose address is elsewhere under another VRID is X01's.
          .filter(
            (g) =>
              g.length === 1 &&
              !files.some((f) => f.node !== g[0]!.node && f.conf.instances.some((i) => shareVip(i, g[0]!.instance))),
          )
          .map(([m]) =>
            at(m!, 'virtual_router_id', `${m!.instance.name} (VRID ${m!.instance.vrid}) is on ${m!.node} only`),
          )
      );
    },
  },
  {
    id: 'X19',
    severity: 'info',
    consequence: 'logs and mails of the two cannot be told apart by it',
    check: (files) =>
      files.flatMap((f, i) => {
        const id = f.conf.globals.routerId;
        const place = f.conf.globals.at.router_id;
        const same = files.slice(0, i).find((o) => o.conf.globals.routerId === id);
        return id === null || place === undefined || same === undefined || same.node === f.node
          ? []
          : [{ node: f.node, at: place, message: `router_id ${id} is also that of ${same.node}` }];
      }),
  },
  {
    id: 'X20',
    severity: 'warning',
    consequence: 'mismatches of passwords and addresses are treated differently by 1.x and 2.x',
    check: (files) =>
      files.flatMap((f, i) => {
        const other = files.slice(0, i).find((o) => o.version !== null && f.version !== null && major(o) !== major(f));
        const first = f.conf.instances[0];
        return other === undefined || first === undefined
          ? []
          : [
              {
                node: f.node,
                at: first,
                message: `keepalived ${f.version} here and ${other.version} on ${other.node}`,
              },
            ];
      }),
  },
];

const major = (f: LintFile): string => (f.version ?? '').split('.')[0]!;
const sum = (numbers: readonly number[]): number => numbers.reduce((s, n) => s + n, 0);
const at = (m: Member, keyword: string, message: string): Found => ({ node: m.node, at: placeOf(m, keyword), message });

/** By the priority that each has while all its trackers are well. */
function ranked(group: Group) {
  return group
    .map((m) => {
      const weights = weightsOf(m.file.conf, m.instance);
      const healthy = Math.min(254, m.instance.priority + sum(weights.map((w) => Math.max(0, w.weight))));
      return { m, weights, healthy };
    })
    .sort((a, b) => b.healthy - a.healthy);
}

/** One sync group with other virtual routers on another node. */
function membersDiffer(files: readonly LintFile[]): Found[] {
  return pairsOf(files).flatMap((g) =>
    others(g).flatMap(([a, b]) => {
      const mine = vridsOf(a);
      const theirs = vridsOf(b);
      return mine === theirs
        ? []
        : [
            at(
              a,
              'virtual_router_id',
              `${a.instance.name} is in one sync group with VRIDs ${mine} here and ${theirs} on ${b.node}`,
            ),
          ];
    }),
  );
}

function vridsOf(m: Member): string {
  const { syncGroup } = m.instance;
  if (syncGroup === null) return 'none';
  const vrids = m.file.conf.instances.filter((i) => i.syncGroup === syncGroup).map((i) => i.vrid ?? 0);
  return vrids.sort((x, y) => x - y).join(', ');
}

/** In one sync group some virtual routers prefer this node and some another one. */
function crossedInGroup(files: readonly LintFile[]): Found[] {
  const favourites = new Map<string, { node: string; m: Member }>();
  return pairsOf(files).flatMap((g) => {
    const best = [...g].sort((a, b) => b.instance.priority - a.instance.priority)[0]!;
    return g.flatMap((m) => {
      if (m.instance.syncGroup === null) return [];
      const key = `${m.node}/${m.instance.syncGroup}`;
      const known = favourites.get(key);
      if (known === undefined) favourites.set(key, { node: best.node, m });
      return known === undefined || known.node === best.node
        ? []
        : [
            at(
              m,
              'priority',
              `sync group ${m.instance.syncGroup}: ${m.instance.name} prefers ${best.node}, ${known.m.instance.name} prefers ${known.node}`,
            ),
          ];
    });
  });
}
