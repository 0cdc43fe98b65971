import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runToEnd } from '../../src/sources/remote-process.js';
import { openTransport, type TransportOptions } from '../../src/sources/ssh/open-transport.js';
import { parseHop } from '../../src/sources/ssh/ssh-config.js';
import type { Transport } from '../../src/sources/ssh/transport.js';
import { needs } from '../tools/needs.js';
import { freePort, Operator, Sshd, signal, until } from './rig/sshd.js';

const CAN = needs('root', 'sshd', 'ssh', 'ssh-keygen', 'ssh-agent', 'ssh-add').ok;

describe.skipIf(!CAN)('a connection by SSH (root, sshd)', () => {
  let operator: Operator;
  let sshd: Sshd;
  const opened: Transport[] = [];
  let temporary: string | undefined;

  beforeAll(async () => {
    operator = new Operator();
    // What the program leaves in the folder for temporary files must be seen apart from what others do there.
    temporary = process.env.TMPDIR;
    process.env.TMPDIR = operator.folder;
    sshd = await Sshd.start(operator, [], ['ed25519', 'rsa']);
  });
  afterAll(async () => {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    await sshd.remove();
    operator.remove();
  });
  beforeEach(() => {
    operator.configure('');
    writeFileSync(operator.knownHosts, '');
  });
  afterEach(() => {
    for (const transport of opened.splice(0)) transport.close();
  });

  async function connect(options: Partial<TransportOptions> = {}): Promise<Transport> {
    const target = { host: '127.0.0.1', port: sshd.port, ...options };
    const transport = await openTransport(target, operator.configFile);
    opened.push(transport);
    await transport.connect();
    return transport;
  }
  const failure = (options: Partial<TransportOptions> = {}): Promise<string> =>
    connect(options).then(
      () => 'connected',
      (error: Error) => error.message,
    );
  const run = async (transport: Transport, script: string) => runToEnd(await transport.exec('sh'), script, 5000);

  for (const kind of ['ssh2', 'system'] as const) {
    describe(`through ${kind}`, () => {
      it('runs commands with their input, output, complaints and exit code', async () => {
        operator.know(sshd.hostKeyLine());
        const transport = await connect({ transport: kind });
        expect(await run(transport, 'echo out; echo err >&2; exit 3')).toEqual({
          code: 3,
          stdout: 'out\n',
          stderr: 'err\n',
          failure: null,
        });
        const big = await run(transport, 'head -c 900000 /dev/zero | tr "\\0" x');
        expect(big.stdout.length).toBe(900_000);
      });

      it('accepts hashed names in known_hosts', async () => {
        operator.know(sshd.hostKeyLine());
        execFileSync('ssh-keygen', ['-H', '-f', operator.knownHosts], { stdio: 'ignore' });
        expect(readFileSync(operator.knownHosts, 'utf8')).toMatch(/^\|1\|/);
        expect((await run(await connect({ transport: kind }), 'echo here')).stdout).toBe('here\n');
      });

      it('refuses an unknown host, and says what to type', async () => {
        expect(await failure({ transport: kind })).toMatch(
          /host key of .*127\.0\.0\.1.* is not in known_hosts.*run `ssh 127\.0\.0\.1`/,
        );
      });

      it('refuses a changed key', async () => {
        const other = operator.makeKey(`other-${kind}`);
        operator.know(
          `[127.0.0.1]:${sshd.port} ${readFileSync(`${other}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')}`,
        );
        expect(await failure({ transport: kind })).toMatch(/HOST KEY OF .* HAS CHANGED.*ssh-keygen -R/);
      });

      it('refuses a revoked key', async () => {
        operator.know(sshd.hostKeyLine());
        operator.know(`@revoked ${sshd.hostKeyLine()}`);
        expect(await failure({ transport: kind })).toMatch(/revoked/i);
      });

      it('asks for the key type that is known, also where the server prefers another', async () => {
        operator.know(sshd.hostKeyLine('rsa'));
        expect((await run(await connect({ transport: kind }), 'echo rsa')).stdout).toBe('rsa\n');
      });

      it('says that a login was refused', async () => {
        operator.know(sshd.hostKeyLine());
        operator.configure('', operator.makeKey(`stranger-${kind}`));
        expect(await failure({ transport: kind })).toMatch(
          kind === 'ssh2' ? /login as root at .* refused/ : /Permission denied/,
        );
      });

      it('says that nobody listens', async () => {
        expect(await failure({ transport: kind, port: await freePort() })).toMatch(/connection refused/i);
      });

      it('passes a jump host, and judges its key too', async () => {
        const jump = await Sshd.start(operator);
        try {
          operator.know(sshd.hostKeyLine());
          operator.configure(
            `Host target\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  ProxyJump root@127.0.0.1:${jump.port}`,
          );
          const options = { host: 'target', port: undefined, transport: kind } as unknown as Partial<TransportOptions>;
          expect(await failure(options)).toMatch(/not in known_hosts|closed/);
          operator.know(jump.hostKeyLine());
          const transport = await connect(options);
          expect((await run(transport, 'echo $SSH_CONNECTION')).stdout).toContain(` ${sshd.port}\n`);
          await jump.crash();
          expect(await transport.closed).toMatch(/./);
        } finally {
          await jump.remove();
        }
      });

      it('finds a dead peer within 9 s', async () => {
        operator.know(sshd.hostKeyLine());
        const transport = await connect({ transport: kind });
        const serving = sshd.sessions();
        expect(serving.length).toBeGreaterThan(0);
        const began = performance.now();
        for (const pid of serving) signal(pid, 'SIGSTOP');
        try {
          expect(await transport.closed).toMatch(/no answer|not responding|timeout/i);
          expect(performance.now() - began).toBeLessThan(9000);
        } finally {
          for (const pid of serving) signal(pid, 'SIGKILL');
        }
      });

      it('tells the end of a connection, and leaves nothing behind', async () => {
        operator.know(sshd.hostKeyLine());
        const transport = await connect({ transport: kind });
        const running = await transport.exec('sh');
        running.stdin.write('sleep 100\n');
        for (const pid of sshd.sessions()) signal(pid, 'SIGKILL');
        expect(await transport.closed).toMatch(/./);
        expect(await running.exited).not.toBe(0);
        await expect(transport.exec('sh').then((p) => p.exited)).rejects.toThrow(/not connected/);
        expect(readdirSync(operator.folder).filter((name) => name.startsWith('vrrptop-'))).toEqual([]);
      });
    });
  }

  it('says what to do about a key that needs its passphrase, and uses it from the agent', async () => {
    operator.know(sshd.hostKeyLine());
    const key = operator.makeKey('locked', 'geheim');
    sshd.authorize(`${key}.pub`);
    operator.configure('', key);
    expect(await failure()).toMatch(/locked needs its passphrase: run `ssh-add .*locked`/);

    const socket = join(operator.folder, 'agent');
    const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await until('the agent', () => readdirSync(operator.folder).includes('agent'));
      const askpass = join(operator.folder, 'askpass');
      writeFileSync(askpass, '#!/bin/sh\necho geheim\n', { mode: 0o755 });
      execFileSync('ssh-add', [key], {
        stdio: ['ignore', 'ignore', 'ignore'],
        env: { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' },
      });
      operator.configure(`Host *\n  IdentityAgent ${socket}\n`, key);
      expect((await run(await connect({ transport: 'ssh2' }), 'echo agent')).stdout).toBe('agent\n');
      agent.kill();
      await until('no agent', () => agent.signalCode !== null || agent.exitCode !== null);
      expect(await failure({ transport: 'ssh2' })).toMatch(/agent does not answer/);
    } finally {
      agent.kill();
    }
  });

  it('leaves to the system what only it can do: ProxyCommand', async () => {
    operator.know(sshd.hostKeyLine());
    operator.configure(
      `Host proxied\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  ProxyCommand python3 ${relay(operator)} %h %p`,
    );
    const transport = await openTransport({ host: 'proxied' }, operator.configFile);
    opened.push(transport);
    expect(transport.constructor.name).toBe('SystemTransport');
    await transport.connect();
    expect((await run(transport, 'echo through')).stdout).toBe('through\n');
  });

  it('leaves to the system what only it can do: a certificate authority for host keys', async () => {
    const authority = operator.makeKey('authority');
    const publicKey = join(sshd.folder, 'host_ed25519.pub');
    execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'host', '-h', '-n', '127.0.0.1', publicKey]);
    const certified = await Sshd.start(operator, [
      `HostKey ${join(sshd.folder, 'host_ed25519')}`,
      `HostCertificate ${join(sshd.folder, 'host_ed25519-cert.pub')}`,
    ]);
    try {
      const ca = readFileSync(`${authority}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
      operator.know(`@cert-authority [127.0.0.1]:${certified.port} ${ca}`);
      const transport = await connect({ port: certified.port });
      expect(transport.constructor.name).toBe('SystemTransport');
      expect((await run(transport, 'echo certified')).stdout).toBe('certified\n');
    } finally {
      await certified.remove();
    }
  });

  it('gives up on a server that never speaks', { timeout: 20_000 }, async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await until('the mute server', () => mute.listening);
    const address = mute.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      expect(await failure({ port })).toMatch(/no answer from 127\.0\.0\.1/);
    } finally {
      mute.close();
    }
  });

  it('refuses words that ssh would take for options', async () => {
    expect(await failure({ host: '-oProxyCommand=touch /tmp/vts-bad' })).not.toBe('connected');
  });
});

describe('a hop of ProxyJump', () => {
  it.each([
    ['jump', { host: 'jump' }],
    ['root@jump:2222', { host: 'jump', user: 'root', port: 2222 }],
    ['a@b@jump', { host: 'jump', user: 'a@b' }],
    ['[fe80::1]:22', { host: 'fe80::1', port: 22 }],
    ['me@[fe80::1]', { host: 'fe80::1', user: 'me' }],
    ['fe80::1', { host: 'fe80::1' }],
    ['ssh://me@jump:22', { host: 'jump', user: 'me', port: 22 }],
  ])('%s', (hop, target) => {
    expect(parseHop(hop)).toEqual(target);
  });
});

/** What `nc %h %p` does, for machines that have none. */
function relay(operator: Operator): string {
  const file = join(operator.folder, 'relay.py');
  writeFileSync(
    file,
    `import os, select, socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
while True:
    for r in select.select([0, s], [], [])[0]:
        d = os.read(0, 65536) if r == 0 else s.recv(65536)
        if not d: sys.exit()
        s.sendall(d) if r == 0 else os.write(1, d)
`,
  );
  return file;
}
