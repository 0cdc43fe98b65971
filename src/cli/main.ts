#!/usr/bin/env node
import module from 'node:module';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { VERSION } from '../app/version.js';
import { parseZone } from '../protocol/log/time.js';
import { EXIT, type ExitCode } from './exit.js';

/** Each command is loaded when it is asked for, so that none pays for another. */
function program(done: (code: ExitCode) => void): Command {
  const vrrptop = new Command('vrrptop')
    .description('Watch keepalived fail over: who is MASTER, where each virtual IP is, what changed and why.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(vrrptop --help tells what there is)')
    .exitOverride()
    .enablePositionalOptions()
    .argument(
      '[host...]',
      'nodes to watch over SSH: [user@]host[:port]; none: the configured ones, else this LAN alone',
    )
    .option(
      '-c, --config <file>',
      'configuration (default: ./vrrptop.yaml, then the XDG folder, then /etc/vrrptop/config.yaml)',
    )
    .option(
      '-i, --interface <name>',
      'capture on this interface here (default: the one that reaches the nodes); "none": no capture here',
    )
    .option('--cluster <name>', 'only this cluster of a configuration with several')
    .option(
      '-l, --log <node=file>',
      'follow a log that is on this machine; may be given again',
      (text, all: string[]) => [...all, text],
      [],
    )
    .option('-r, --record [file]', 'record everything from the start')
    .option('--read-only', 'offer no action that changes a node')
    .option('--theme <name>', 'colours of the screen')
    .option('--ascii', 'plain ASCII frames and symbols')
    .action(async (hosts: string[], options) => done(await (await import('./live.js')).live(hosts, options)));

  vrrptop
    .command('demo')
    .description('two simulated keepalived routers on an embedded LAN, with keys to break and mend them')
    .option('--v3', 'VRRPv3 at half a second instead of VRRPv2 at 1 s')
    .option('--nopreempt', 'both nodes keep what they have')
    .addOption(clustersOption())
    .option('--theme <name>', 'colours of the screen')
    .option('--ascii', 'plain ASCII frames and symbols')
    .option('-r, --record [file]', 'record everything from the start')
    .action(async (options) => done(await (await import('./demo.js')).demo(options)));

  vrrptop
    .command('replay')
    .description('play recordings, or captures and logs, on the same screen')
    .argument('<input...>', 'a recording, pcap, pcapng, or NODE=LOGFILE')
    .addOption(speedOption())
    .addOption(yearOption())
    .addOption(zoneOption())
    .option('--theme <name>', 'colours of the screen')
    .option('--ascii', 'plain ASCII frames and symbols')
    .action(async (inputs: string[], options) => done(await (await import('./replay.js')).replay(inputs, options)));

  vrrptop
    .command('report')
    .description('what happened: masters, failovers with their seconds, findings')
    .argument('<input...>', 'a recording, pcap, pcapng, or NODE=LOGFILE')
    .addOption(new Option('--format <format>', 'form of the report').choices(['text', 'json']).default('text'))
    .addOption(yearOption())
    .addOption(zoneOption())
    .action(async (inputs: string[], options) => done(await (await import('./report.js')).report(inputs, options)));

  vrrptop
    .command('status')
    .description('one look, for scripts; exits 0 OK, 1 warning, 2 critical, 3 unknown')
    .argument('[host...]', 'nodes, as above')
    .option('-c, --config <file>', 'configuration')
    .option('--cluster <name>', 'only this cluster of a configuration with several')
    .option('-i, --interface <name>', 'capture on this interface here; "none": no capture here')
    .option('--json', 'one JSON object instead of text')
    .addOption(waitOption())
    .action(async (hosts: string[], options) => done(await (await import('./status.js')).status(hosts, options)));

  vrrptop
    .command('watch')
    .description('what happens, as JSON, an object a line, until it is ended: how it is, each event, each finding')
    .argument('[host...]', 'nodes, as above')
    .option('-c, --config <file>', 'configuration')
    .option('--cluster <name>', 'only this cluster of a configuration with several')
    .option('-i, --interface <name>', 'capture on this interface here; "none": no capture here')
    .option('--json', 'as it does anyway')
    .addOption(
      checked(
        '--for <seconds>',
        'end by itself after so long',
        (text) => between(text, 0, 31_536_000),
        'seconds above 0, at most a year',
      ),
    )
    .addOption(waitOption())
    .action(async (hosts: string[], options) => done(await (await import('./watch.js')).watchLines(hosts, options)));

  actingCommand(vrrptop, 'do')
    .description('restart, reload, stop or start keepalived on a node, or move its VIPs away: plan, prediction, result')
    .argument('<action>', 'restart, reload, stop, start, move')
    .argument(
      '<host...>',
      'nodes of the configuration, or [user@]host[:port] with --peer for the others; restart and reload take several',
    )
    .addHelpText(
      'after',
      '\nExits 0: done as predicted, 1: done, but not as predicted, 2: usage, 3: refused or not confirmed, nothing was done,' +
        '\n4: a command failed, 5: what became of it is not known (connection lost).',
    )
    .action(async (action: string, hosts: string[], options) =>
      done(await (await import('./do.js')).act(action, hosts, options)),
    );

  actingCommand(vrrptop, 'drill')
    .description(
      'the failover test on a live cluster: stops and starts each host that is MASTER, probes the VIPs, reports seconds',
    )
    .argument('<host...>', 'nodes of the configuration, or [user@]host[:port] with --peer for the others')
    .option('--report <file>', 'where the report goes; JSON where the name ends in .json (default: a new file here)')
    .addHelpText('after', '\nExits as vrrptop do does. Ctrl-C ends the drill and starts again what it had stopped.')
    .action(async (hosts: string[], options) => done(await (await import('./drill.js')).failoverDrill(hosts, options)));

  vrrptop
    .command('doctor')
    .description(
      'what vrrptop needs of each node and of this machine, and what to type where it is missing; exits 1 then',
    )
    .argument('[host...]', 'nodes, as above')
    .option('-c, --config <file>', 'configuration')
    .option('--cluster <name>', 'only this cluster of a configuration with several')
    .option('-i, --interface <name>', 'capture on this interface here; "none": no capture here')
    .option('--json', 'one JSON object instead of text')
    .addOption(waitOption())
    .action(async (hosts: string[], options) => done(await (await import('./doctor.js')).doctor(hosts, options)));

  vrrptop
    .command('decode')
    .description('one line a record: every advert of a capture, every line of a log that means something')
    .argument('<file>', 'pcap, pcapng or a log')
    .addOption(new Option('--format <format>', 'form of the lines').choices(['text', 'json']).default('text'))
    .addOption(yearOption())
    .addOption(zoneOption())
    .action(async (file: string, options) => done(await (await import('./decode.js')).decode(file, options)));

  vrrptop
    .command('lint')
    .description('what is wrong in keepalived.conf, on each node and between them; exits 1 on errors')
    .argument('[target...]', 'keepalived.conf of a node, NODE=FILE, or a node as above; none: the configured nodes')
    .option('-c, --config <file>', 'configuration')
    .addOption(new Option('--format <format>', 'form of the list').choices(['text', 'json']).default('text'))
    .action(async (targets: string[], options) => done(await (await import('./lint.js')).lint(targets, options)));

  const config = vrrptop.command('config').description('about the configuration file');
  config
    .command('init')
    .description('print a documented example: vrrptop config init > vrrptop.yaml')
    .action(async () => done(await (await import('./config.js')).configInit()));
  config
    .command('counters')
    .description('print the script /usr/local/sbin/vrrptop-counters, for nodes where the login is not root')
    .action(async () => done(await (await import('./config.js')).configCounters()));

  return vrrptop;
}

/** A command that acts on nodes, with the options that all of those have. */
const actingCommand = (vrrptop: Command, name: string): Command =>
  vrrptop
    .command(name)
    .option(
      '-p, --peer <host>',
      'another node of the cluster, that nothing is done to; may be given again',
      (text, all: string[]) => [...all, text],
      [],
    )
    .option('-c, --config <file>', 'configuration')
    .option('--cluster <name>', 'only this cluster of a configuration with several')
    .option('-i, --interface <name>', 'capture on this interface here; "none": no capture here')
    .option('-y, --yes', 'do not ask; refused when something speaks against it')
    .option('--force', 'with --yes: whatever speaks against it')
    .option('--plan', 'show what would be done and happen, and do nothing')
    .option('--read-only', 'refuse')
    .option('--json', 'one JSON object on stdout instead of text')
    .addOption(waitOption());

/** An option whose value is checked: what is wrong with it is said in one line, with exit code 2. */
function checked(
  flags: string,
  description: string,
  read: (text: string) => number | string | null,
  wants: string,
): Option {
  return new Option(flags, description).argParser((text) => {
    const value = read(text);
    if (value === null) throw new InvalidArgumentError(`expected ${wants}.`);
    return value;
  });
}

const between = (text: string, from: number, to: number): number | null => {
  const value = Number(text);
  return text.trim() !== '' && value > from && value <= to ? value : null;
};

const speedOption = (): Option =>
  checked(
    '--speed <factor>',
    'how many times faster than it happened',
    (text) => between(text, 0, 10_000),
    'a number above 0, at most 10000',
  ).default(1);
const clustersOption = (): Option =>
  checked(
    '--clusters <number>',
    'so many clusters, each of two routers on a LAN of its own',
    (text) => (/^\d+$/.test(text) ? between(text, 0, 200) : null),
    'a whole number from 1 to 200',
  );
const waitOption = (): Option =>
  checked(
    '--wait <seconds>',
    'how long to look (default: 5)',
    (text) => between(text, 0, 3600),
    'seconds above 0, at most 3600',
  );
const yearOption = (): Option =>
  checked(
    '--year <year>',
    'year of log stamps that name none',
    (text) => (/^(19[7-9]|[2-9]\d)\d{1,2}$/.test(text) && text.length === 4 ? Number(text) : null),
    'four digits from 1970',
  );
const zoneOption = (): Option =>
  checked(
    '--tz <zone>',
    'zone of log stamps that name none: Europe/Berlin, +0200, Z (default: UTC)',
    (text) => (parseZone(text) === null ? null : text),
    'a zone like Europe/Berlin, +0200 or Z',
  );

// Node 22 and later keep compiled code between runs: what is loaded from here on starts faster the second time.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

async function main(): Promise<ExitCode> {
  // A reader that has seen enough (head, less) is no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
  );
  let code: ExitCode = EXIT.ok;
  try {
    await program((c) => {
      code = c;
    }).parseAsync();
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    return EXIT.usage;
  }
}

const code = await main();
// Sources may still hold sockets and children that are on their way out; what was written goes out first.
process.stdout.write('', () => process.exit(code));
