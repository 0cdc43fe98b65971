import * as v from 'valibot';
import { canonicalAddress, isHost, isUser, parseTarget } from './target.js';

/** The text that a fault is told with: what was expected, and what stood there. */
const expected =
  (what: string) =>
  (issue: { input: unknown }): string =>
    issue.input === undefined ? `missing: expected ${what}` : `expected ${what}, got ${shown(issue.input)}`;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

const check = (what: string, test: (text: string) => boolean) =>
  v.pipe(v.string(expected(what)), v.check(test, expected(what)));
const choice = <const T extends readonly string[]>(options: T) =>
  v.picklist(options, expected(options.map((o) => `"${o}"`).join(' or ')));
const flag = v.boolean(expected('true or false'));
const whole = (what: string, min: number, max: number) => {
  const message = expected(`${what} from ${min} to ${max}`);
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
};
/** One value stands for a list of one. */
const oneOrMore = <T extends v.GenericSchema>(item: T, what: string) =>
  v.lazy((input) =>
    Array.isArray(input)
      ? v.array(item, expected(what))
      : v.pipe(
          item,
          v.transform((one) => [one]),
        ),
  ) as v.GenericSchema<unknown, v.InferOutput<T>[]>;

/** Keys that are all known; a list is no object here. */
const object = <E extends v.ObjectEntries>(entries: E, what: string) =>
  v.lazy((input) =>
    Array.isArray(input) ? v.never(expected(what)) : v.strictObject(entries, expected(what)),
  ) as v.GenericSchema<unknown, v.InferOutput<v.StrictObjectSchema<E, undefined>>>;

const INTERFACE = 'the name of an interface, "any" or "auto"';
const PATH = 'an absolute path on the node';
const name = check('a name without blanks', (t) => /^[^\s\p{Cc}\p{Cf}]{1,64}$/u.test(t));
const interfaceName = check(INTERFACE, (t) => /^[\w.@+-]{1,15}$/.test(t) && !t.startsWith('-'));
const absolutePath = check(PATH, (t) => t.startsWith('/') && !/[\p{Cc}]/u.test(t));
const address = v.pipe(
  check('an IP address', (t) => canonicalAddress(t) !== null),
  v.transform((t) => canonicalAddress(t)!),
);
/** `10.0.0.1/24` is accepted: that is how keepalived.conf has it. */
const vip = v.pipe(
  check('an IP address', (t) => canonicalAddress(t.replace(/\/\d{1,3}$/, '')) !== null),
  v.transform((t) => canonicalAddress(t.replace(/\/\d{1,3}$/, ''))!),
);

const command = v.optional(check('a shell command in one line', (t) => /^[^\p{Cc}]{1,500}$/u.test(t)));
const commandEntries = { restart: command, reload: command, stop: command, start: command };

const nodeEntries = {
  name: v.optional(name),
  host: check('a host name or an address', isHost),
  port: v.optional(whole('a number', 1, 65535)),
  user: v.optional(check('the name of a user', isUser)),
  identityFile: v.optional(check('the path of a private key', (t) => t !== '')),
  addresses: v.optional(oneOrMore(address, 'a list of addresses'), []),
  log: v.optional(
    check(
      '"auto", "journal", "none" or an absolute path on the node',
      (t) => ['auto', 'journal', 'none'].includes(t) || t.startsWith('/'),
    ),
    'auto',
  ),
  capture: v.optional(
    v.lazy((input) =>
      input === false
        ? v.literal(false)
        : v.pipe(
            interfaceName,
            v.transform((i) => ({ interface: i })),
          ),
    ) as v.GenericSchema<unknown, false | { interface: string }>,
    false,
  ),
  counters: v.optional(v.union([v.boolean(), v.literal('auto')], expected('true, false or "auto"')), 'auto'),
  sudo: v.optional(v.union([v.boolean(), v.literal('auto')], expected('true, false or "auto"')), 'auto'),
  transport: v.optional(choice(['auto', 'ssh2', 'system']), 'auto'),
  legacyAlgorithms: v.optional(flag, false),
  readOnly: v.optional(flag, false),
  commands: v.optional(object(commandEntries, 'restart, reload, stop or start'), {}),
  keepalivedConf: v.optional(
    v.lazy((input) => (input === 'auto' ? v.literal('auto') : absolutePath)) as v.GenericSchema<unknown, string>,
    'auto',
  ),
};
const nodeShape = object(nodeEntries, 'a host like root@db201:22, or keys');
export type NodeShape = v.InferOutput<typeof nodeShape>;

/** `db201`, `root@db201:2222`, or a mapping. */
const node = v.lazy((input) => {
  if (typeof input !== 'string') return nodeShape;
  return v.pipe(
    check('a host like root@db201:22', (t) => parseTarget(t) !== null),
    v.transform((t) => v.parse(nodeShape, parseTarget(t)!)),
  );
}) as v.GenericSchema<unknown, NodeShape>;

const routerEntries = {
  name,
  vrid: v.optional(whole('a number', 1, 255)),
  family: v.optional(choice(['ipv4', 'ipv6'])),
  vips: v.optional(oneOrMore(vip, 'a list of addresses'), []),
  role: v.optional(check('a short text', (t) => /^[^\p{Cc}\p{Cf}]{1,64}$/u.test(t))),
  probePort: v.optional(whole('a number', 1, 65535)),
};
const router = object(routerEntries, 'keys of a virtual router');

const captures = v.lazy((input) =>
  input === 'none'
    ? v.pipe(
        v.literal('none'),
        v.transform(() => []),
      )
    : v.pipe(
        oneOrMore(interfaceName, 'a list of interfaces'),
        v.transform((list) => list.map((i) => ({ interface: i }))),
      ),
) as v.GenericSchema<unknown, { interface: string }[]>;

const clusterShape = {
  nodes: v.optional(v.array(node, expected('a list of nodes')), []),
  captures: v.optional(captures, 'auto'),
  virtualRouters: v.optional(v.array(router, expected('a list of virtual routers')), []),
};
const alarmEntries = { bell: v.optional(flag, true), command };
const general = {
  theme: v.optional(name, 'auto'),
  readOnly: v.optional(flag, false),
  ascii: v.optional(flag),
  alarm: v.optional(object(alarmEntries, 'bell, command'), { bell: true }),
};
const oneEntries = { ...general, cluster: v.optional(name, 'cluster'), ...clusterShape };
const clusterEntries = { name, ...clusterShape };
const manyEntries = {
  ...general,
  clusters: v.pipe(
    v.array(object(clusterEntries, 'keys of a cluster'), expected('a list of clusters')),
    v.minLength(1, expected('at least one cluster')),
  ),
};
const oneCluster = object(oneEntries, 'keys and their values');
const manyClusters = object(manyEntries, 'keys and their values');

/** Whether a file lists its clusters, instead of having the keys of one at its top. */
export const hasClusters = (file: unknown): boolean => typeof file === 'object' && file !== null && 'clusters' in file;

/** The whole file. */
export const fileSchema = v.lazy((input) => (hasClusters(input) ? manyClusters : oneCluster)) as v.GenericSchema<
  unknown,
  v.InferOutput<typeof oneCluster> | v.InferOutput<typeof manyClusters>
>;

/** Keys that may stand where a path leads, for suggestions. */
export function knownKeys(path: readonly (string | number)[], many: boolean): string[] {
  if (path[0] === 'alarm') return Object.keys(alarmEntries);
  const inCluster = many && path[0] === 'clusters' ? path.slice(2) : path;
  if (inCluster[0] === 'nodes' && inCluster[2] === 'commands') return Object.keys(commandEntries);
  if (inCluster[0] === 'nodes') return Object.keys(nodeEntries);
  if (inCluster[0] === 'virtualRouters') return Object.keys(routerEntries);
  if (many && path[0] === 'clusters') return Object.keys(clusterEntries);
  return Object.keys(many ? manyEntries : oneEntries);
}
