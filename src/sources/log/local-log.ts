import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { type Health, healthTeller, messageOf, type Sink, type Source } from '../source.js';
import { FileFollower } from './file-follower.js';

interface LocalLogOptions {
  path: string;
  /** The node whose log it is. */
  node: string;
}

const LAST_BYTES = 65_536;
const CHECK_MS = 1000;
/** A daemon may write to a log that was moved away until it is told to open the new one. */
const DRAIN_MS = 60_000;

/** Follows a log file on this machine over rotation by rename and by truncation; source id `log:<node>`. */
export function createLocalLog(options: LocalLogOptions, sink: Sink): Source {
  return new LocalLog(options, sink);
}

class LocalLog implements Source {
  readonly #path: string;
  readonly #health: Health;
  readonly #emit: (bytes: Buffer) => void;
  #current: FileFollower | null = null;
  /** Files that were moved away and may still be written to. */
  #old: { follower: FileFollower; until: number }[] = [];
  /** What is there at the start is history; what comes later is read from its start. */
  #first = true;
  #missingSince: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #watcher: FSWatcher | null = null;
  #stopped = false;

  constructor(options: LocalLogOptions, sink: Sink) {
    this.#path = resolve(options.path);
    const source = `log:${options.node}`;
    this.#health = healthTeller(sink, source, options.node);
    this.#emit = (bytes) => sink({ kind: 'log', source, node: options.node, bytes });
  }

  start(): void {
    this.#check();
    this.#first = false;
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
    void this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const { follower } of this.#old.splice(0)) follower.end();
    this.#current?.end();
    this.#current = null;
    await this.#watcher?.close();
    this.#health('off', 'stopped');
  }

  /** The watch only wakes us: of the folder, because a watch on the file is deaf after a rename. */
  async #watch(): Promise<void> {
    try {
      const { watch } = await import('chokidar');
      if (this.#stopped) return;
      const name = basename(this.#path);
      const folder = dirname(this.#path);
      const ignored = (path: string) => path !== folder && path !== this.#path;
      this.#watcher = watch(folder, { depth: 0, ignoreInitial: true, ignored });
      this.#watcher.on('all', () => this.#check());
      // Its own throttle swallows the last change of a burst; the raw event does not.
      this.#watcher.on('raw', (_event, changed) => {
        if (changed === name || changed === this.#path || !changed) this.#check();
      });
      // What came before the watch stood.
      this.#watcher.on('ready', () => this.#check());
      this.#watcher.on('error', () => {});
    } catch {
      // No watch to be had (too many, or the folder is not there): the check each second goes on.
    }
  }

  #check(): void {
    if (this.#stopped) return;
    try {
      this.#drainOld();
      this.#readOn(this.#current);
      this.#followName();
    } catch (error) {
      this.#health('lost', accessReason(this.#path, error));
    }
  }

  #readOn(follower: FileFollower | null): void {
    if (follower?.read()) setImmediate(() => this.#check());
  }

  /** Opens what has the name now, if that is not what we have. */
  #followName(): void {
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    if (stat === undefined) {
      // Between the two steps of a rotation there is no file for a moment.
      this.#missingSince ??= Date.now();
      const brief = this.#current !== null && Date.now() - this.#missingSince < CHECK_MS;
      if (!brief) this.#health('lost', `${this.#path} is not there (yet)`);
      return;
    }
    this.#missingSince = null;
    if (this.#current?.inode !== `${stat.dev}:${stat.ino}`) {
      const follower = new FileFollower(this.#path, this.#first ? LAST_BYTES : null, this.#emit);
      if (this.#current !== null) this.#old.push({ follower: this.#current, until: Date.now() + DRAIN_MS });
      this.#current = follower;
    }
    this.#health('live', this.#path);
    this.#readOn(this.#current);
  }

  #drainOld(): void {
    for (const { follower } of this.#old) this.#readOn(follower);
    const over = this.#old.filter((o) => o.until < Date.now());
    this.#old = this.#old.filter((o) => o.until >= Date.now());
    for (const { follower } of over) follower.end();
  }
}

function accessReason(path: string, error: unknown): string {
  const denied = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
  return denied
    ? `no permission to read ${path}: add yourself to its group, or run as root`
    : `${path}: ${messageOf(error)}`;
}
