import type { Duplex } from 'node:stream';
import type { RemoteProcess } from '../remote-process.js';
import { lookUpKnownHosts } from './known-hosts.js';
import type { SshHost } from './ssh-config.js';
import { Ssh2Connection } from './ssh2-connection.js';
import { ConnectError, type Transport } from './transport.js';

/** One connection by the ssh2 library, through the hops of ProxyJump; each hop's host key and login is its own. */
export class Ssh2Transport implements Transport {
  readonly #route: readonly SshHost[];
  readonly #legacy: boolean;
  readonly #connections: Ssh2Connection[] = [];
  #closed = false;
  #end: (reason: string) => void = () => {};
  readonly closed = new Promise<string>((resolve) => {
    this.#end = resolve;
  });

  /** @param route the hops in order, the node last. */
  constructor(route: readonly SshHost[], legacy: boolean) {
    this.#route = route;
    this.#legacy = legacy;
  }

  async connect(): Promise<void> {
    let sock: Duplex | null = null;
    for (const [index, host] of this.#route.entries()) {
      const known = await lookUpKnownHosts(host.hostKeyName, host.knownHostsFiles);
      if (this.#closed) throw new ConnectError('closed');
      const connection = new Ssh2Connection(host);
      this.#connections.push(connection);
      await connection.connect(known, this.#legacy, sock);
      void connection.closed.then((reason) => {
        this.#end(index < this.#route.length - 1 ? `jump host ${host.alias}: ${reason}` : reason);
        this.close();
      });
      const next = this.#route[index + 1];
      sock = next === undefined ? null : await connection.forward(next.hostname, next.port);
    }
  }

  exec(command: string): Promise<RemoteProcess> {
    const last = this.#connections.at(-1);
    if (last === undefined || this.#closed) return Promise.reject(new ConnectError('not connected'));
    return last.exec(command);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of this.#connections.reverse()) connection.end();
    this.#end('closed');
  }
}
