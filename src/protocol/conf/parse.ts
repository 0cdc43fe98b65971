import { parseConfBundle } from './bundle.js';
import { readInstance } from './instance.js';
import { TOP_KEYWORDS } from './keywords.js';
import { readLines } from './lines.js';
import { addProblem } from './problems.js';
import { buildTree, type ConfNode } from './tree.js';
import type { ConfProblem, GlobalsConf, KeepalivedConf, VrrpScriptConf, VrrpSyncGroupConf } from './types.js';
import { entries, flag, integer, notifyOf, positionOf, seconds, trackerOf } from './values.js';

/**
 * Reads keepalived.conf, as far as VRRP is concerned.
 *
 * @param text a bundle (see bundle.ts) or the plain text of one file. Passwords should be redacted before; the result
 *   holds none either way.
 * @param options `configId` overrides the one of the bundle.
 * @returns what keepalived 2.2 would make of it, with what is wrong in `problems`. Never throws.
 */
export function parseKeepalivedConf(text: string, options: { configId?: string } = {}): KeepalivedConf {
  const bundle = parseConfBundle(text);
  const problems: ConfProblem[] = [];
  const lines = readLines(bundle.files, { configId: options.configId ?? bundle.configId }, problems);
  const tree = buildTree(lines, problems);
  const globals = readGlobals(tree);
  const conf: KeepalivedConf = { instances: [], syncGroups: [], scripts: [], globals, otherBlocks: [], problems };
  for (const node of tree) {
    const keyword = node.words[0]!;
    const name = node.words[1];
    if (keyword === 'vrrp_instance') {
      if (name === undefined) addProblem(problems, node, 'vrrp_instance without a name');
      else if (conf.instances.some((i) => i.name === name)) {
        addProblem(problems, node, `vrrp_instance ${name} is already defined; ignored`);
      } else conf.instances.push(readInstance(node, globals, problems));
    } else if (keyword === 'vrrp_sync_group') {
      if (name === undefined) addProblem(problems, node, 'vrrp_sync_group without a name');
      else conf.syncGroups.push(readGroup(node, name));
    } else if (keyword === 'vrrp_script') {
      if (name === undefined) addProblem(problems, node, 'vrrp_script without a name');
      else conf.scripts.push(readScript(node, name));
    } else if (node.children !== null) {
      if (keyword !== 'global_defs') conf.otherBlocks.push({ ...positionOf(node), keyword });
    } else if (!TOP_KEYWORDS.has(keyword) && !keyword.startsWith('//')) {
      addProblem(problems, node, `unknown keyword '${keyword}'`);
    }
  }
  for (const group of conf.syncGroups) {
    for (const member of group.members) {
      const instance = conf.instances.find((i) => i.name === member);
      if (instance === undefined) addProblem(problems, group, `sync group ${group.name}: no instance ${member}`);
      else instance.syncGroup ??= group.name;
    }
  }
  return conf;
}

/** Settings of global_defs and the few that stand outside of it. */
const GLOBAL_KEYWORDS: Record<string, (globals: GlobalsConf, words: string[]) => void> = {
  router_id: (g, w) => {
    g.routerId = w[1] ?? null;
  },
  vrrp_version: (g, w) => {
    if (w[1] === '2' || w[1] === '3') g.vrrpVersion = w[1] === '2' ? 2 : 3;
  },
  vrrp_strict: (g, w) => {
    g.strict = flag(w[1]) ?? true;
  },
  default_interface: (g, w) => {
    g.defaultInterface = w[1] ?? null;
  },
  dynamic_interfaces: (g) => {
    g.dynamicInterfaces = true;
  },
  enable_script_security: (g) => {
    g.enableScriptSecurity = true;
  },
  script_user: (g, w) => {
    g.scriptUser = w[1] ?? null;
  },
  net_namespace: (g, w) => {
    g.netNamespace = w[1] ?? null;
  },
  instance: (g, w) => {
    g.instance = w[1] ?? null;
  },
  vrrp_mcast_group4: (g, w) => {
    g.mcastGroup4 = w[1] ?? g.mcastGroup4;
  },
  vrrp_mcast_group6: (g, w) => {
    g.mcastGroup6 = w[1] ?? g.mcastGroup6;
  },
  vrrp_down_timer_adverts: (g, w) => {
    g.downTimerAdverts = integer(w[1], 1, 100) ?? g.downTimerAdverts;
  },
  vrrp_startup_delay: (g, w) => {
    g.startupDelayS = seconds(w[1], 0, 1000) ?? g.startupDelayS;
  },
};

function readGlobals(tree: readonly ConfNode[]): GlobalsConf {
  const globals: GlobalsConf = {
    at: {},
    routerId: null,
    vrrpVersion: 2,
    strict: false,
    defaultInterface: null,
    dynamicInterfaces: false,
    enableScriptSecurity: false,
    scriptUser: null,
    netNamespace: null,
    instance: null,
    mcastGroup4: '224.0.0.18',
    mcastGroup6: 'ff02::12',
    downTimerAdverts: 3,
    startupDelayS: 0,
  };
  for (const node of tree.flatMap((n) => (n.words[0] === 'global_defs' ? entries(n) : [n]))) {
    const keyword = node.words[0]!;
    if (!Object.hasOwn(GLOBAL_KEYWORDS, keyword)) continue;
    GLOBAL_KEYWORDS[keyword]!(globals, node.words);
    globals.at[keyword] = positionOf(node);
  }
  return globals;
}

function readGroup(node: ConfNode, name: string): VrrpSyncGroupConf {
  const group: VrrpSyncGroupConf = {
    ...positionOf(node),
    name,
    members: [],
    notifies: [],
    trackScripts: [],
    trackInterfaces: [],
  };
  for (const child of entries(node)) {
    group.notifies.push(...notifyOf(child));
    if (child.words[0] === 'group') {
      // All words of all lines are members; a remark behind `//` is not meant.
      for (const { words } of entries(child)) {
        const remark = words.findIndex((w) => w.startsWith('//'));
        group.members.push(...(remark < 0 ? words : words.slice(0, remark)));
      }
    } else if (child.words[0] === 'track_script') group.trackScripts.push(...entries(child).map(trackerOf));
    else if (child.words[0] === 'track_interface') group.trackInterfaces.push(...entries(child).map(trackerOf));
  }
  return group;
}

function readScript(node: ConfNode, name: string): VrrpScriptConf {
  const script: VrrpScriptConf = {
    ...positionOf(node),
    name,
    script: '',
    user: null,
    intervalS: 1,
    timeoutS: null,
    weight: 0,
    rise: 1,
    fall: 1,
  };
  for (const { words } of entries(node)) {
    const value = words[1];
    if (words[0] === 'script') script.script = words.slice(1).join(' ');
    else if (words[0] === 'user') script.user = value ?? null;
    else if (words[0] === 'interval') script.intervalS = seconds(value, 0, 1_000_000) ?? script.intervalS;
    else if (words[0] === 'timeout') script.timeoutS = seconds(value, 0, 1_000_000);
    else if (words[0] === 'weight') script.weight = integer(value, -253, 253) ?? 0;
    else if (words[0] === 'rise') script.rise = integer(value, 1, 1_000_000) ?? script.rise;
    else if (words[0] === 'fall') script.fall = integer(value, 1, 1_000_000) ?? script.fall;
  }
  return script;
}
