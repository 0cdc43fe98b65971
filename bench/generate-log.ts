import { utimesSync } from 'node:fs';
import { randomFrom } from '../src/sources/simulator/random.js';
import { syslogLine } from '../src/sources/simulator/texts.js';
import { cached } from './data.js';
import { Writer } from './writer.js';

export interface LogTruth {
  lines: number;
  /** Lines whose ident is one of keepalived's. */
  keepalived: number;
  /** Times at which vi_w became MASTER, and BACKUP again. */
  masters: number;
  backups: number;
}

/** A month, the last of it at a fixed time: RFC 3164 lines name no year, the file's time does. */
const END = Date.UTC(2026, 9, 30, 12);
const SPAN_MS = 29 * 86_400_000;
const NODE = 'db202';
const KEEPALIVED_PID = 811;

const ARPS = [
  '(vi_w) Sending/queueing gratuitous ARPs on eth0 for 172.30.23.200',
  ...Array.from({ length: 5 }, () => 'Sending gratuitous ARP on eth0 for 172.30.23.200'),
];
/** What keepalived 2.2.7 -D says while its peer is stopped, and when the peer is back (LOGS.md 11). */
const STORY = [
  '(vi_w) Backup received priority 0 advertisement',
  '(vi_w) Receive advertisement timeout',
  '(vi_w) Entering MASTER STATE',
  '(vi_w) setting VIPs.',
  ...ARPS,
  ...ARPS,
  '(vi_w) Master received advert from 172.30.23.201 with higher priority 100, ours 90',
  '(vi_w) Entering BACKUP STATE',
  '(vi_w) removing VIPs.',
];

type Other = [ident: string, make: (n: () => number) => string];
const octet = (n: () => number): number => 1 + Math.floor(n() * 254);
const port = (n: () => number): number => 1024 + Math.floor(n() * 64_000);
/** What else writes to /var/log/messages of a database node, with its share. */
const OTHERS: { share: number; line: Other }[] = [
  { share: 0.24, line: ['systemd', (n) => `Started session-${port(n)}.scope - Session ${port(n)} of User zabbix.`] },
  {
    share: 0.2,
    line: ['CRON', (n) => `(root) CMD (/usr/local/bin/collect-metrics --slot ${port(n)} >/dev/null 2>&1)`],
  },
  {
    share: 0.18,
    line: ['snmpd', (n) => `Connection from UDP: [172.30.23.${octet(n)}]:${port(n)}->[172.30.23.202]:161`],
  },
  {
    share: 0.14,
    line: [
      'sshd',
      (n) =>
        `Accepted publickey for backup from 10.4.${octet(n)}.${octet(n)} port ${port(n)} ssh2: ED25519 SHA256:q1Xr${port(n)}`,
    ],
  },
  {
    share: 0.12,
    line: [
      'mysqld',
      (n) =>
        `${port(n)} [Note] Aborted connection ${port(n)} to db: 'shop' user: 'app' host: '172.30.23.${octet(n)}' (Got timeout reading communication packets)`,
    ],
  },
  {
    share: 0.08,
    line: [
      'kernel',
      (n) => `[${port(n)}.${port(n)}] TCP: request_sock_TCP: Possible SYN flooding on port 3306. Sending cookies.`,
    ],
  },
  { share: 0.04, line: ['ntpd', (n) => `Soliciting pool server 10.0.${octet(n)}.${octet(n)}`] },
];

/** `lines` of a node's /var/log/messages of which one in `oneIn` is keepalived's. Always the same bytes. */
export function logFile(lines: number, oneIn: number): { file: string; truth: LogTruth } {
  return cached(`log-${lines}-${oneIn}.log`, (file) => write(file, lines, oneIn));
}

function write(file: string, lines: number, oneIn: number): LogTruth {
  const random = randomFrom(7);
  const out = new Writer(file);
  const truth: LogTruth = { lines, keepalived: 0, masters: 0, backups: 0 };
  const every = STORY.length * oneIn;
  const stepMs = SPAN_MS / lines;
  let story = 0;
  for (let i = 0; i < lines; i++) {
    const at = END - SPAN_MS + i * stepMs;
    if (story === 0 && i % every !== 0) {
      out.add(otherLine(at, random));
      continue;
    }
    const message = STORY[story]!;
    story = (story + 1) % STORY.length;
    out.add(syslogLine(at, NODE, 'Keepalived_vrrp', KEEPALIVED_PID, message));
    truth.keepalived++;
    if (message.endsWith('MASTER STATE')) truth.masters++;
    else if (message.endsWith('BACKUP STATE')) truth.backups++;
  }
  out.close();
  utimesSync(file, END / 1000, END / 1000);
  return truth;
}

function otherLine(at: number, random: () => number): string {
  const chance = random();
  let share = 0;
  let other = OTHERS[0]!;
  for (const candidate of OTHERS) {
    if (share > chance) break;
    other = candidate;
    share += candidate.share;
  }
  const [ident, make] = other.line;
  return syslogLine(at, NODE, ident, 300 + Math.floor(random() * 30_000), make(random));
}
