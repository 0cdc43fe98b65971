import type { AnnouncementRun, ClusterState, VirtualRouter } from '../model/state.js';
import type { Finding, Rule, Verdict } from './finding.js';
import { nameOf, patienceMs, seconds } from './mastership.js';
import { nothing } from './nodes.js';
import { listed } from './ownership.js';

/** Bursts of a takeover: at once, and after garp_master_delay. One more may come from a second takeover. */
const HEALTHY_BURSTS = 3;

/** Gratuitous ARP again and again, about each interval, beyond what a takeover sends. */
export const garpStorm: Rule = {
  id: 'garp-storm',
  rests: { lines: ['garp', 'lower-prio-advert'] },
  check(state): Verdict {
    const findings = state.routers.flatMap((r) => findingsOf(state, r));
    if (findings.length > 0) return { verdict: 'findings', findings };
    const heard = state.routers.some((r) => r.vips.some((v) => v.announced !== null));
    return nothing(heard, 'a capture that hears gratuitous ARP');
  },
};

interface Storm {
  run: AnnouncementRun;
  vips: string[];
}

function findingsOf(state: ClusterState, router: VirtualRouter): Finding[] {
  const storms: Storm[] = [];
  for (const vip of router.vips) {
    for (const run of vip.announced?.runs ?? []) {
      if (!isStorm(router, run) || isRefresh(state, router, run)) continue;
      const same = storms.find((s) => s.run.mac === run.mac && Math.abs(s.run.from - run.from) <= patienceMs(router));
      if (same === undefined) storms.push({ run, vips: [vip.address] });
      else same.vips.push(vip.address);
    }
  }
  return storms.map(({ run, vips }) => {
    const sender = senderOf(router, run.mac);
    const heard = [...router.cells.values()].find((c) => c.node === sender)?.lines.get('lower-prio-advert');
    const answers = heard?.runs.some((r) => r.to >= run.from && r.from <= run.to) === true;
    return {
      rule: 'garp-storm',
      key: `${router.id}/${run.mac}/${run.from}`,
      severity: 'warning' as const,
      router: router.id,
      nodes: sender === null ? [] : [sender],
      since: run.from,
      to: state.now - run.to <= quietMs(router, run) ? null : run.to,
      summary: `${nameOf(router)}: ${sender ?? run.mac} announces ${listed(vips)} every ${seconds(pauseMs(run))}, ${run.bursts} times in ${seconds(run.to - run.from)}`,
      advice: answers
        ? `${sender} answers the adverts of a weaker MASTER each time: end that first (one-way, split-brain)`
        : `see whether ${sender ?? run.mac} hears a weaker MASTER, or what else announces there; garp_master_refresh would do it on purpose`,
      clears: `${sender ?? run.mac} announces nothing for ${seconds(quietMs(router, run))}`,
      evidence: answers ? ['arp' as const, 'log' as const] : ['arp' as const],
    };
  });
}

/** The mean pause between two bursts. */
function pauseMs(run: AnnouncementRun): number {
  return (run.to - run.from) / Math.max(1, run.bursts - 1);
}

/** A longer pause than that ends it. */
function quietMs(router: VirtualRouter, run: AnnouncementRun): number {
  return 2 * pauseMs(run) + (router.advertIntervalMs ?? 1000);
}

function isStorm(router: VirtualRouter, run: AnnouncementRun): boolean {
  return (
    run.bursts > HEALTHY_BURSTS &&
    pauseMs(run) <= 2 * (router.advertIntervalMs ?? 1000) &&
    run.to - run.from > patienceMs(router)
  );
}

/** The sender's keepalived.conf asks for it. */
function isRefresh(state: ClusterState, router: VirtualRouter, run: AnnouncementRun): boolean {
  const conf = state.nodes.get(senderOf(router, run.mac) ?? '')?.conf;
  if (conf == null) return false;
  const instance = conf.instances.find((i) => i.vrid === router.vrid && (i.family ?? 'ipv4') === router.family);
  return instance?.at.garp_master_refresh !== undefined || conf.globals.at.vrrp_garp_master_refresh !== undefined;
}

function senderOf(router: VirtualRouter, mac: string): string | null {
  return [...router.cells.values()].find((c) => c.wire?.mac === mac)?.node ?? null;
}
