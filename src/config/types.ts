/** What the operator configured, with all defaults filled in. */
export interface Config {
  clusters: ClusterConfig[];
  theme: string;
  /** No action that changes a node is offered. */
  readOnly: boolean;
  /** What a new critical finding does: the terminal's bell, and a shell command that gets it as JSON. */
  alarm: { bell: boolean; command: string | null };
  /** undefined = decided by the terminal. */
  ascii: boolean | undefined;
}

export interface ClusterConfig {
  name: string;
  nodes: NodeConfig[];
  /** Captures on this machine. */
  captures: CaptureConfig[];
  virtualRouters: RouterConfig[];
}

export interface NodeConfig {
  /** The operator's name for it; names of a cluster differ. */
  name: string;
  /** What would be typed behind `ssh`: a host of ~/.ssh/config, a name or an address. */
  host: string;
  port?: number;
  user?: string;
  identityFile?: string;
  /** Addresses the node is known to own, never VIPs; canonical. */
  addresses: string[];
  /** `auto`, `journal`, `none`, or the absolute path of a file on the node. */
  log: string;
  /** A capture on the node itself. */
  capture: false | CaptureConfig;
  /** Ask keepalived for its counters (it writes a file and a line in its log): `auto` = while they would tell something. */
  counters: boolean | 'auto';
  /** Whether `sudo -n` may be used there; `auto` = where it is needed. */
  sudo: boolean | 'auto';
  transport: 'ssh2' | 'system' | 'auto';
  /** SHA-1 key exchange and ssh-rsa, for servers as old as CentOS 6. */
  legacyAlgorithms: boolean;
  readOnly: boolean;
  /** Commands of the operator's own in the place of the service manager's. */
  commands: ActionCommands;
  /** Path of keepalived.conf on the node; `auto` = that of the running keepalived. */
  keepalivedConf: string;
}

/** Shell commands that act on keepalived, run as they are. */
export type ActionCommands = Partial<Record<'restart' | 'reload' | 'stop' | 'start', string>>;

/** An interface, `any`, or `auto` = the one that reaches the nodes. */
export interface CaptureConfig {
  interface: string;
}

export interface RouterConfig {
  name: string;
  /** 1 to 255. */
  vrid?: number;
  family?: 'ipv4' | 'ipv6';
  /** Without prefix lengths; canonical. */
  vips: string[];
  /** The operator's word for what it serves. */
  role?: string;
  /** A TCP port that a drill connects to on its virtual IPs, to see how long the service is away. */
  probePort?: number;
}
