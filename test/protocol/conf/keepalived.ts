import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What keepalived itself says about one of its instances. */
interface Reported {
  name: string;
  vrid: number;
  priority: number;
  advertIntervalMs: number;
  version: number;
  nopreempt: boolean;
  /** Whole seconds: the JSON cuts the fraction off. */
  preemptDelayS: number;
  authType: 'none' | 'pass' | 'ah';
  authData: string | null;
  /** `address/length`, and the interface. */
  vips: string[];
  excludedVips: string[];
  interface: string;
  unicastPeers: string[];
  downTimerAdverts: number;
}

export const canRunKeepalived =
  process.getuid?.() === 0 &&
  spawnSync('keepalived', ['--version']).status === 0 &&
  spawnSync('ip', ['-V']).status === 0;

const namespace = `vtc-ka${process.pid}`;

/** A network namespace with eth0 to eth2 that are up and have 10.99.N.1/24. */
export function makeNamespace(): void {
  const ip = (...args: string[]): string => execFileSync('ip', ['-n', namespace, ...args], { encoding: 'utf8' });
  execFileSync('ip', ['netns', 'add', namespace]);
  ip('link', 'set', 'lo', 'up');
  for (let i = 0; i < 3; i++) {
    ip('link', 'add', `eth${i}`, 'type', 'veth', 'peer', 'name', `peer${i}`);
    ip('link', 'set', `peer${i}`, 'up');
    ip('link', 'set', `eth${i}`, 'up');
    ip('addr', 'add', `10.99.${i}.1/24`, 'dev', `eth${i}`);
  }
}

export function removeNamespace(): void {
  execFileSync('ip', ['netns', 'del', namespace]);
}

/** Lines that `keepalived -t` complains about, but for the length of a password, which a redacted one does not tell. */
export function complaints(files: Record<string, string>): number[] {
  return inFolder(files, (main) => {
    const { stderr } = spawnSync('ip', ['netns', 'exec', namespace, 'keepalived', '-t', '-f', main, '-i', 'main'], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    const lines = [...stderr.matchAll(/^\((?:\S+: )?Line (\d+)\) (?!Truncating auth_pass)/gm)].map((m) => Number(m[1]));
    return [...new Set(lines)].sort((a, b) => a - b);
  });
}

/** Runs keepalived for a moment (config-id `main`) and asks for its data by signal. */
export async function ask(files: Record<string, string>): Promise<Reported[]> {
  return inFolder(files, async (main) => {
    const run = mkdtempSync(join(tmpdir(), 'vtc-ka-'));
    const options = ['-n', '-l', '-P', '-i', 'main', '-f', main, '-p', join(run, 'p'), '-r', join(run, 'r')];
    const daemon = spawn('timeout', ['20', 'ip', 'netns', 'exec', namespace, 'keepalived', ...options], {
      env: { ...process.env, TMPDIR: run },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let log = '';
    daemon.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
    });
    try {
      const json = Number(execFileSync('keepalived', ['--signum=JSON'], { encoding: 'utf8' }));
      const read = (name: string): string => (existsSync(join(run, name)) ? readFileSync(join(run, name), 'utf8') : '');
      for (let i = 0; i < 200 && daemon.exitCode === null; i++) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        const pid = Number(read('p'));
        // The child's pid file comes last; a signal that is too early is lost.
        if (pid > 0 && read('r') !== '' && i % 8 === 0) {
          process.kill(pid, json);
          process.kill(pid, 'SIGUSR1');
        }
        const [text, dump] = [read('keepalived.json'), read('keepalived.data')];
        if (text.trimEnd().endsWith(']') && dump.includes('VRRP Sockpool')) return reported(JSON.parse(text), dump);
      }
      throw new Error(`keepalived did not tell its data:\n${log}`);
    } finally {
      if (daemon.exitCode === null) {
        daemon.kill('SIGTERM');
        await once(daemon, 'exit');
      }
      rmSync(run, { recursive: true });
    }
  });
}

function inFolder<T>(files: Record<string, string>, use: (main: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'vtc-conf-'));
  const remove = (): void => rmSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    execFileSync('mkdir', ['-p', dirname(join(folder, name))]);
    writeFileSync(join(folder, name), content, { mode: 0o644 });
  }
  let result: T;
  try {
    result = use(join(folder, Object.keys(files)[0]!));
  } catch (error) {
    remove();
    throw error;
  }
  if (result instanceof Promise) return result.finally(remove) as T;
  remove();
  return result;
}

interface JsonInstance {
  data: {
    iname: string;
    ifp_ifname: string;
    vrid: number;
    base_priority: number;
    adver_int: number;
    version: number;
    nopreempt: boolean;
    preempt_delay: number;
    auth_type: number;
    auth_data?: string;
    vips?: string[];
    evips?: string[];
  };
}

function reported(json: JsonInstance[], dump: string): Reported[] {
  const sections = new Map(
    dump
      .split(/^ VRRP Instance = /m)
      .slice(1)
      .map((s) => [s.slice(0, s.indexOf('\n')), s]),
  );
  return json.map(({ data }) => {
    const section = sections.get(data.iname) ?? '';
    const peers = /^ +Unicast Peer :\n((?: {5}\S.*\n)*)/m.exec(section)?.[1] ?? '';
    return {
      name: data.iname,
      vrid: data.vrid,
      priority: data.base_priority,
      advertIntervalMs: Math.round(data.adver_int * 1000),
      version: data.version,
      nopreempt: data.nopreempt,
      preemptDelayS: data.preempt_delay,
      authType: (['none', 'pass', 'ah'] as const)[data.auth_type]!,
      // 2.2.7 writes a backslash as \n into its JSON.
      authData: data.auth_type === 0 ? null : (data.auth_data?.replaceAll('\n', '\\') ?? null),
      vips: (data.vips ?? []).map(vip),
      excludedVips: (data.evips ?? []).map(vip),
      interface: data.ifp_ifname,
      unicastPeers: [...peers.matchAll(/^ +(\S+)/gm)].map((m) => m[1]!),
      downTimerAdverts: Number(/Down timer adverts = (\d+)/.exec(section)?.[1]),
    };
  });
}

/** `10.99.1.91/24 brd 10.99.1.255 dev eth1 scope global` as `10.99.1.91/24 eth1`. */
function vip(text: string): string {
  const address = text.split(' ')[0]!;
  const dev = /\bdev (\S+)/.exec(text)![1]!;
  return `${address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`} ${dev.split('@')[0]}`;
}
