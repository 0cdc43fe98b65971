import type { Cell, VirtualRouter } from '../../model/state.js';
import { clock } from '../format.js';
import type { Glyphs } from '../glyphs.js';
import { type Service, serviceOf, type VipItem } from '../items.js';
import { type Line, type Role, span } from '../text.js';

/** More names than this are told by how many each node serves. */
const MOST_NAMES = 4;

/** What is served under one name: the role that the configuration gives, else the instance. */
interface Named {
  name: string;
  services: { service: Service; holders: string[]; since: number | null }[];
}

/**
 * Who serves what, in one line: `writes on db201, reads on db202`, `both on db202: degraded since 21:18:39`. Empty where
 * there is one name only: its row says all.
 */
export function serviceLine(items: readonly VipItem[], g: Glyphs): Line {
  const named = namesOf(items);
  if (named.length < 2) return [];
  const all = named.flatMap((n) => n.services);
  const together = oneNode(all);
  if (together !== null) {
    const who = named.length === 2 ? 'both' : `all ${named.length}`;
    const routers = [...new Set(items.map((item) => item.router))];
    if (!isMeantApart(routers)) return [span(`${who} on ${together.node}`)];
    const since = together.since === null ? '' : ` since ${clock(together.since)}`;
    return [span(`${who} on ${together.node}: `), span(`degraded${since}`, 'warning')];
  }
  if (named.length > MOST_NAMES) return counted(items.length, all, g);
  return named.flatMap((n, i) => [...(i === 0 ? [] : [span(', ')]), ...nameLine(n)]);
}

function namesOf(items: readonly VipItem[]): Named[] {
  const names = new Map<string, Named>();
  for (const item of items) {
    const name = item.router.role ?? item.router.label;
    const named = names.get(name) ?? { name, services: [] };
    named.services.push(serviceOf(item));
    names.set(name, named);
  }
  return [...names.values()];
}

/** The node that serves all, and since when it does. */
function oneNode(all: Named['services']): { node: string; since: number | null } | null {
  const node = all[0]?.holders[0];
  if (node === undefined || !all.every((s) => s.service === 'served' && s.holders[0] === node)) return null;
  const since = all.map((s) => s.since);
  return { node, since: since.includes(null) ? null : Math.max(...since.map((at) => at ?? 0)) };
}

function nameLine({ name, services }: Named): Line {
  const worst = (['conflict', 'nobody', 'unknown'] as const).find((s) => services.some((x) => x.service === s));
  const of = services.filter((s) => s.service === (worst ?? 'served'));
  const holders = [...new Set(of.flatMap((s) => s.holders))];
  const times = of.flatMap((s) => s.since ?? []);
  const since = times.length === 0 ? '' : ` since ${clock(Math.min(...times))}`;
  const said: Readonly<Record<Service, [string, Role]>> = {
    served: [`${name} on ${holders.join(' and ')}`, 'text'],
    conflict: [`${name} on ${holders.join(' and ')} at once${since}`, 'critical'],
    nobody: [`${name} on nobody${since}`, 'critical'],
    unknown: [`${name} not known${since}`, 'unknown'],
  };
  return [span(...said[worst ?? 'served'])];
}

function counted(count: number, all: Named['services'], g: Glyphs): Line {
  const nodes = [...new Set(all.flatMap((s) => s.holders))];
  const list = nodes.map((node) => `${node} serves ${all.filter((s) => s.holders.includes(node)).length}`);
  const bad = all.filter((s) => s.service !== 'served');
  const role: Role = bad.every((s) => s.service === 'unknown') ? 'unknown' : 'critical';
  return [
    span(list.join(` ${g.dot} `)),
    ...(bad.length === 0 ? [] : [span(`  ${bad.length} of ${count} VIPs without one clear holder`, role)]),
  ];
}

/** Their priorities prefer different nodes: all on one is then a fallback. Where priorities are not known nothing is. */
function isMeantApart(routers: readonly VirtualRouter[]): boolean {
  const preferred = routers.map((router) => {
    const ranked = [...router.cells.values()]
      .flatMap((cell) => {
        const priority = ownPriority(cell);
        return priority === null ? [] : [{ node: cell.node, priority }];
      })
      .sort((a, b) => b.priority - a.priority);
    const [best, second] = ranked;
    return best === undefined || second === undefined || best.priority === second.priority ? null : best.node;
  });
  return new Set(preferred.filter((node) => node !== null)).size > 1;
}

const ownPriority = (cell: Cell): number | null => cell.configuredPriority ?? cell.wire?.priority ?? cell.priority;
