/** What a cluster's monitor has to know of the other clusters that are watched with it: whose adverts are no stranger's. */
export interface Neighbours {
  /** False while no other cluster is known: then nobody need be asked. */
  readonly any: boolean;
  /** Who has this address, `proxies/lb1`; null when no node of another cluster has it, or one of this cluster has it too. */
  ownerOf(address: string): string | null;
}

/** Which node of which cluster has which primary address, as far as inventories and nodes tell. */
export class AddressBook {
  /** By address, then by cluster: the node's name. */
  readonly #owners = new Map<string, Map<string, string>>();
  readonly #clusters = new Set<string>();

  /** A node of this cluster has this address. */
  add(cluster: string, node: string, address: string): void {
    this.#clusters.add(cluster);
    const owners = this.#owners.get(address);
    if (owners === undefined) this.#owners.set(address, new Map([[cluster, node]]));
    else owners.set(cluster, node);
  }

  /** The book as read by one cluster. @param self its name may be learned later. */
  besides(self: { readonly name: string }): Neighbours {
    const clusters = this.#clusters;
    const owners = this.#owners;
    return {
      get any() {
        return clusters.size > (clusters.has(self.name) ? 1 : 0);
      },
      ownerOf(address) {
        const all = owners.get(address);
        if (all === undefined || all.has(self.name)) return null;
        for (const [other, node] of all) return `${other}/${node}`;
        return null;
      },
    };
  }
}
