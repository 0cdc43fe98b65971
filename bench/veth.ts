import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';

const SENDER = `vtb-tx-${process.pid}`;
const MONITOR = `vtb-rx-${process.pid}`;

/** Sends each line of hexadecimal digits as a frame; the interface's number is the argument. */
const SEND = `
use strict; use Socket; socket(my $s, 17, 3, 0) or die "socket: $!";
my $to = pack("S n i S C C a8", 17, 0x0800, $ARGV[0], 0, 0, 6, "");
while (my $hex = <STDIN>) { chomp $hex; send($s, pack("H*", $hex), 0, $to) or die "send: $!"; }`;

/** Two network namespaces with a cable between them: frames go in at one end, a monitor listens at the other. */
export class Cable {
  private readonly sender: ChildProcess;

  /** What `ip netns exec` puts before a program that is to run at the monitor's end; the interface there is eth0. */
  readonly monitorSide = ['ip', 'netns', 'exec', MONITOR] as const;

  constructor() {
    process.once('SIGINT', leave).once('SIGTERM', leave);
    for (const name of [SENDER, MONITOR]) ip('netns', 'add', name);
    ip('-n', SENDER, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', MONITOR);
    for (const name of [SENDER, MONITOR]) {
      ip('-n', name, 'link', 'set', 'lo', 'up');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
    }
    ip('-n', MONITOR, 'addr', 'add', '10.9.0.99/16', 'dev', 'eth0');
    const index = /^\d+/.exec(ip('-n', SENDER, '-o', 'link', 'show', 'eth0'))![0];
    this.sender = spawn('ip', ['netns', 'exec', SENDER, 'perl', '-e', SEND, index], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  }

  send(frame: Buffer): void {
    this.sender.stdin!.write(`${frame.toString('hex')}\n`);
  }

  remove(): void {
    process.off('SIGINT', leave).off('SIGTERM', leave);
    this.sender.kill();
    removeNamespaces();
  }
}

function ip(...args: string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8' });
}

function removeNamespaces(): void {
  for (const name of [SENDER, MONITOR]) spawnSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
}

/** A benchmark that is broken off leaves no namespace behind. */
function leave(): void {
  removeNamespaces();
  process.exit(130);
}
