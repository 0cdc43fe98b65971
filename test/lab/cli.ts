// `npm run lab`: the LAN of real nodes for people. One terminal brings it up and shows it in vrrptop; a second one
// crashes, cuts and firewalls nodes.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ClusterOptions } from './keepalived-conf.js';
import { Lab, type LabOptions } from './lab.js';
import { operate, operations } from './operations.js';
import { sleep } from './run.js';
import { soak } from './soak.js';
import { Truth } from './truth.js';

/** There is one lab for people; the test of this file has its own. */
const ID = process.env.VRRPTOP_LAB ?? 'op';

const OPTIONS = {
  nopreempt: { type: 'boolean', help: 'no node takes an address back from a living lesser one' },
  v3: { type: 'boolean', help: 'VRRP version 3 (no authentication)' },
  interval: { type: 'string', help: 'MS between adverts (1000; below that with --v3 only)' },
  ipv6: { type: 'boolean', help: 'an IPv6 instance beside the two of IPv4' },
  unicast: { type: 'boolean', help: "adverts to the peers' own addresses" },
  ah: { type: 'boolean', help: 'authentication by AH in place of PASS' },
  vmac: { type: 'boolean', help: 'a virtual MAC for each instance' },
  'sync-group': { type: 'boolean', help: 'both instances in one group' },
  script: { type: 'string', help: 'WEIGHT of a health check; 0 makes its failure a FAULT' },
  three: { type: 'boolean', help: 'a third node, db203' },
  systemd: { type: 'boolean', help: 'the nodes run under systemd' },
  rfc3339: { type: 'boolean', help: 'RFC 3339 times in /var/log/messages' },
} as const;

const OTHERS: readonly (readonly [string, string])[] = [
  ['up', 'bring the lab up and leave it there; takes the options below'],
  ['status', 'which node has power, and who holds which address'],
  ['truth', 'follow who holds which address, from the nodes themselves'],
  ['shell NODE', 'a shell on a node, or on `jump`'],
  ['log NODE', 'follow /var/log/messages of a node'],
  ['soak MINUTES', 'a healthy cluster with four planned failovers under vrrptop; exits 1 when it raises an alarm'],
  ['down', 'take the lab down; also what killed test runs left behind'],
  ['help', 'this list'],
];

function help(): string {
  const row = (name: string, text: string): string => `  ${name.padEnd(22)}${text}`;
  return [
    'npm run lab                         the lab and vrrptop in this terminal; all is gone after q',
    'npm run lab -- COMMAND [NODE]       from a second terminal',
    '',
    ...OTHERS.map(([name, text]) => row(name, text)),
    '',
    ...operations.map((o) => row(`${o.name} NODE${o.name === 'hang' ? ' [SECONDS]' : ''}`, o.help)),
    '',
    'Options of `npm run lab` and `up`:',
    ...Object.entries(OPTIONS).map(([name, o]) => row(`--${name}${o.type === 'string' ? ' N' : ''}`, o.help)),
    '',
  ].join('\n');
}

function parse(argv: readonly string[]): { words: string[]; options: LabOptions } {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  const number = (text: string | undefined, name: string): number | undefined => {
    if (text === undefined) return undefined;
    if (!Number.isInteger(Number(text))) throw new Error(`--${name} ${text}: expected a whole number`);
    return Number(text);
  };
  const interval = number(values.interval, 'interval');
  const weight = number(values.script, 'script');
  const cluster: ClusterOptions = {
    all: {
      nopreempt: values.nopreempt ?? false,
      version: values.v3 ? 3 : 2,
      auth: values.v3 ? 'none' : values.ah ? 'ah' : 'pass',
      unicast: values.unicast ?? false,
      vmac: values.vmac ?? false,
      ...(interval === undefined ? {} : { advertIntervalMs: interval }),
    },
    ipv6: values.ipv6 ?? false,
    syncGroup: values['sync-group'] ?? false,
    ...(weight === undefined ? {} : { scriptWeight: weight }),
  };
  const nodes = values.three ? ['db201', 'db202', 'db203'] : ['db201', 'db202'];
  return {
    words: positionals,
    options: {
      id: ID,
      nodes,
      cluster,
      syslog: values.rfc3339 ? 'rfc3339' : 'traditional',
      init: values.systemd ? 'systemd' : 'tini',
    },
  };
}

function running(): Lab {
  const lab = Lab.open(ID);
  if (lab === undefined) throw new Error('the lab is not up: npm run lab');
  return lab;
}

async function up(options: LabOptions): Promise<Lab> {
  const lab = await Lab.up(options);
  for (const node of lab.nodes) await node.start();
  return lab;
}

/** Runs a program of a host of the lab in this terminal until it ends; returns its exit code. */
function inTerminal([file, args]: [string, string[]], env?: Record<string, string>): Promise<number> {
  const child = spawn(file, args, { stdio: 'inherit', ...(env === undefined ? {} : { env }) });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  // Ctrl-C reaches the program by the terminal itself.
  process
    .on('SIGINT', () => {})
    .on('SIGTERM', pass)
    .on('SIGHUP', pass);
  return new Promise((resolve, reject) => child.on('error', reject).on('exit', (code) => resolve(code ?? 1)));
}

function needsBuild(): void {
  if (!existsSync(join(import.meta.dirname, '../../dist/main.js'))) throw new Error('no dist/main.js: npm run build');
}

async function watchInTerminal(options: LabOptions): Promise<number> {
  needsBuild();
  await Lab.sweep();
  const there = Lab.open(ID);
  const lab = there ?? (await up(options));
  try {
    return await inTerminal(await lab.jump.vrrptop(...lab.nodes.map((n) => n.name)), lab.jump.env);
  } finally {
    // Who brought it up with `up` takes it down with `down`.
    if (there === undefined) await lab.down();
  }
}

async function status(lab: Lab): Promise<void> {
  const truth = Truth.start(lab);
  while (truth.samples < lab.nodes.length * 2) await sleep(20);
  truth.stop();
  for (const node of lab.nodes)
    process.stdout.write(`${node.name}  ${(await node.isUp()) ? 'power on' : 'no power'}\n`);
  for (const { name, vips } of lab.instances) {
    for (const vip of vips) process.stdout.write(`${name}  ${vip}  ${truth.holders(vip).join(', ') || 'nobody'}\n`);
  }
}

async function follow(lab: Lab): Promise<void> {
  const truth = Truth.start(lab);
  let seen = 0;
  // Until Ctrl-C, or until the lab is taken down.
  while (Lab.open(ID) !== undefined) {
    for (const c of truth.changes().slice(seen)) {
      const what = `${c.held ? '+' : '-'} ${c.vip} ${c.node}`;
      process.stdout.write(
        `${new Date(c.at).toISOString()}  ${what}  now: ${truth.holders(c.vip, c.at).join(', ') || 'nobody'}\n`,
      );
      seen++;
    }
    await sleep(50);
  }
  truth.stop();
}

async function main(argv: readonly string[]): Promise<number> {
  const { words, options } = parse(argv);
  const [command, where] = words;
  if (command === 'help') {
    process.stdout.write(help());
    return 0;
  }
  if (process.getuid?.() !== 0) throw new Error('network namespaces need root: sudo npm run lab');
  switch (command) {
    case undefined:
      return watchInTerminal(options);
    case 'up':
      await Lab.sweep();
      if (Lab.open(ID) !== undefined) throw new Error('the lab is up already');
      await up({ ...options, keep: true });
      process.stdout.write('up; npm run lab -- help\n');
      return 0;
    case 'down':
      await Lab.open(ID)?.down();
      await Lab.sweep();
      return 0;
    case 'soak': {
      const minutes = Number(where);
      if (!(minutes >= 1 && minutes <= 1440)) throw new Error('soak: how many minutes, 1 to 1440?');
      needsBuild();
      await Lab.sweep();
      return (await soak(minutes, (line) => process.stdout.write(`${line}\n`))) ? 0 : 1;
    }
    case 'status':
      await status(running());
      return 0;
    case 'truth':
      await follow(running());
      return 0;
    case 'shell': {
      const lab = running();
      if (where !== 'jump') return inTerminal(await lab.node(where ?? '').inside('/bin/sh'));
      return inTerminal(await lab.jump.inside('/bin/sh'), lab.jump.env);
    }
    case 'log':
      return inTerminal(
        await running()
          .node(where ?? '')
          .inside('tail', '-n', '20', '-F', '/var/log/messages'),
      );
    default:
      await operate(running(), ...words);
      return 0;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
