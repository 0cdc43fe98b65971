/** One file of a configuration. The first of a list is the main file, the others are what it includes. */
export interface ConfFile {
  path: string;
  content: string;
}

/** Where a keyword stood, with the line from 1. */
export interface ConfPosition {
  file: string;
  line: number;
}

export interface ConfProblem extends ConfPosition {
  message: string;
}

/** An address of a VIP list. */
export interface ConfAddress extends ConfPosition {
  /** In canonical form (RFC 5952 for IPv6). */
  address: string;
  family: 'ipv4' | 'ipv6';
  /** 32 or 128 where none is written. */
  prefixLength: number;
  /** As written behind `dev`; null = the instance's interface. */
  dev: string | null;
}

/** A tracked script, file, process or interface; weight null = the weight of its definition (0 for an interface). */
export interface ConfTracker extends ConfPosition {
  name: string;
  weight: number | null;
}

/** A command that is run when something happens: `notify_master` and kin. */
export interface ConfNotify extends ConfPosition {
  keyword: string;
  /** Command line as written, without its quotes. */
  script: string;
}

/**
 * A vrrp_instance as keepalived 2.2 would run it: defaults, roundings and resets applied. What was written is told by
 * `at`: the position of the last use of each known keyword (`authentication` etc. included).
 */
export interface VrrpInstanceConf extends ConfPosition {
  name: string;
  at: Record<string, ConfPosition>;
  state: 'MASTER' | 'BACKUP';
  interface: string | null;
  /** null: missing or out of range; keepalived 2.2 then refuses to run. */
  vrid: number | null;
  /** 1 to 255; 100 by default, 255 for `state MASTER` without a priority. */
  priority: number;
  advertIntervalMs: number;
  /** `advert_int` as written, in seconds, before rounding; null = not written. */
  advertIntS: number | null;
  version: 2 | 3;
  /** By the first VIP, else the source address or peers; null when nothing tells. */
  family: 'ipv4' | 'ipv6' | null;
  authType: 'none' | 'pass' | 'ah';
  /** Equal for equal first eight characters of auth_pass; null without authentication or when it cannot be told. */
  authFingerprint: string | null;
  nopreempt: boolean;
  preemptDelayS: number;
  vips: ConfAddress[];
  excludedVips: ConfAddress[];
  unicastSrcIp: string | null;
  mcastSrcIp: string | null;
  unicastPeers: string[];
  useVmac: boolean;
  trackScripts: ConfTracker[];
  trackInterfaces: ConfTracker[];
  trackFiles: ConfTracker[];
  trackProcesses: ConfTracker[];
  notifies: ConfNotify[];
  /** Name of the vrrp_sync_group that lists the instance. */
  syncGroup: string | null;
  /** Multiples of the advertisement interval until the master counts as down, 1 to 100. */
  downTimerAdverts: number;
  /** null = keepalived's default (accept, unless strict). */
  accept: boolean | null;
  strict: boolean;
}

export interface VrrpSyncGroupConf extends ConfPosition {
  name: string;
  members: string[];
  notifies: ConfNotify[];
  trackScripts: ConfTracker[];
  trackInterfaces: ConfTracker[];
}

export interface VrrpScriptConf extends ConfPosition {
  name: string;
  /** Command line as written, cleaned; '' when missing. */
  script: string;
  /** Who it runs as, where it says so itself. */
  user: string | null;
  intervalS: number;
  /** null = the interval. */
  timeoutS: number | null;
  weight: number;
  rise: number;
  fall: number;
}

export interface GlobalsConf {
  at: Record<string, ConfPosition>;
  routerId: string | null;
  vrrpVersion: 2 | 3;
  strict: boolean;
  defaultInterface: string | null;
  dynamicInterfaces: boolean;
  enableScriptSecurity: boolean;
  scriptUser: string | null;
  netNamespace: string | null;
  instance: string | null;
  mcastGroup4: string;
  mcastGroup6: string;
  downTimerAdverts: number;
  startupDelayS: number;
}

export interface KeepalivedConf {
  instances: VrrpInstanceConf[];
  syncGroups: VrrpSyncGroupConf[];
  scripts: VrrpScriptConf[];
  globals: GlobalsConf;
  /** Blocks that were skipped, by their first word: `virtual_server`, `bfd_instance`, … */
  otherBlocks: (ConfPosition & { keyword: string })[];
  problems: ConfProblem[];
}
