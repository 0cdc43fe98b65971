import type { Input } from './input.js';
import type { Monitor } from './monitor.js';
import { AddressBook, type Neighbours } from './neighbours.js';

/** A recording that invents clusters ends here. */
const MAX_CLUSTERS = 1024;

/**
 * All clusters that are watched, each with a monitor of its own; one cluster is a fleet of one. It only says whose an
 * input is: an input that names a cluster goes there, time goes to all, and what names none goes to all that want it.
 * Given the same inputs it always arrives at the same states.
 */
export class Fleet {
  /** By the cluster's name, in the order in which they were declared; never empty: one named '' while none is declared. */
  readonly members = new Map<string, Monitor>();
  /** Clusters that were one too many. */
  dropped = 0;
  #revision = 0;
  readonly #open: (neighbours: Neighbours) => Monitor;
  readonly #book = new AddressBook();
  /** The cluster that was watched before anybody declared one. */
  readonly #nameless = { name: '' };

  /** @param open makes the monitor of one cluster. */
  constructor(open: (neighbours: Neighbours) => Monitor) {
    this.#open = open;
    this.members.set('', open(this.#book.besides(this.#nameless)));
  }

  /** Counts what was observed in all clusters. */
  get revision(): number {
    return this.#revision;
  }

  /** The monitor of this cluster; that of the first one where there is none of the name. */
  member(name: string): Monitor {
    const found = this.members.get(name);
    if (found !== undefined) return found;
    for (const first of this.members.values()) return first;
    throw new Error('a fleet has at least one member');
  }

  accept(input: Input): void {
    switch (input.kind) {
      case 'key':
        return;
      case 'tick':
        if (input.cluster !== undefined) this.#give(input.cluster, input);
        else for (const monitor of this.members.values()) this.#pass(monitor, input);
        return;
      case 'start':
        this.#give(input.inventory.cluster, input);
        return;
      default:
        if (input.cluster !== undefined) this.#give(input.cluster, input);
        else for (const [name, monitor] of this.members) if (wants(monitor, input)) this.#give(name, input);
    }
  }

  /** Says that no stream will bring more. */
  end(): void {
    for (const monitor of this.members.values()) monitor.end();
  }

  #give(name: string, input: Input): void {
    const monitor = this.members.get(name) ?? this.#enlist(name);
    if (monitor === null) return;
    this.#pass(monitor, input);
    const tells = input.kind === 'probe' && input.probe === 'addr' && input.text !== 'same';
    if (input.kind === 'start' || tells) this.#note(name, monitor);
  }

  /** What came before any cluster was named was about the first that is. */
  #enlist(name: string): Monitor | null {
    if (this.#nameless.name === '' && this.members.size === 1) {
      const first = this.member('');
      this.members.clear();
      this.members.set(name, first);
      this.#nameless.name = name;
      return first;
    }
    if (this.members.size >= MAX_CLUSTERS) {
      this.dropped++;
      return null;
    }
    const monitor = this.#open(this.#book.besides({ name }));
    this.members.set(name, monitor);
    return monitor;
  }

  #pass(monitor: Monitor, input: Input): void {
    const before = monitor.revision;
    monitor.accept(input);
    this.#revision += monitor.revision - before;
  }

  #note(name: string, { state }: Monitor): void {
    for (const { name: node } of state.inventory.nodes)
      for (const address of state.nodes.get(node)?.addresses ?? []) this.#book.add(name, node, address);
  }
}

/** A capture that several clusters share goes to those that named it, or named none. */
function wants({ state }: Monitor, input: Input): boolean {
  if (!('source' in input) || ('node' in input && input.node !== null)) return true;
  return state.inventory.captures?.includes(input.source) ?? true;
}
