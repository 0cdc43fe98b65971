import { type Row, type Sample, section } from './row.js';

const row = section({ from: 'keepalived', subject: 'any' });
/** Most complaints about the configuration are a text, seldom an instance, and nothing to take out. */
const warning = (id: string, versions: string, text: string, ...samples: Sample[]): Row =>
  row(id, 'config-warning', versions, text, {}, ...samples);

/** From 2.0 on a complaint about a line of the file says which: whatever follows, it is a complaint. */
export const ANY_COMPLAINT: Row = warning('complaint', '2.0.0+', '{rest}', ['(Line 99) anything that is new']);

/** Faults of the configuration and of its security. `(Line N)` in front is a place in a file, not an instance. */
export const CONFIG_ROWS: readonly Row[] = [
  warning(
    'security-violation',
    '1.3.0+',
    'SECURITY VIOLATION - scripts are being executed but script_security not enabled.[{rest}]',
    ['SECURITY VIOLATION - scripts are being executed but script_security not enabled.'],
  ),
  warning(
    'script-disabled',
    '1.3.0+',
    'Disabling track script {tracker} <due to insecure|since not found/accessible|since not found>',
    ['Disabling track script chk_mysql due to insecure', { values: { tracker: 'chk_mysql' } }],
    ['Disabling track script chk_mysql since not found', { values: { tracker: 'chk_mysql' } }],
    ['Disabling track script chk_mysql since not found/accessible', { values: { tracker: 'chk_mysql' } }],
  ),
  warning(
    'script-user-missing',
    '1.3.0+',
    "WARNING - default user 'keepalived_script' for script execution does not exist[ - please create.]",
    ["WARNING - default user 'keepalived_script' for script execution does not exist - please create."],
  ),
  warning('script-user', '1.3.0+', "Script user 'keepalived_script' does not exist", [
    "Script user 'keepalived_script' does not exist",
  ]),
  warning('script-user-unresolved', '1.3.0+', "Unable to resolve default script username '{word}' - ignoring", [
    "Unable to resolve default script username 'keepalived_script' - ignoring",
  ]),
  warning('garp-interval', '1.2.21+', 'The {word} is very large - {n} seconds', [
    'The vrrp_garp_interval is very large - 3 seconds',
  ]),
  warning('unknown-interface', '1.2.1+', 'Unknown interface[ ]!', [
    'VRRP_Instance(VI_1) Unknown interface !',
    { instance: 'VI_1' },
  ]),
  warning('absent-interface', '2.0.0+', 'Non-existent interface specified in configuration', [
    'Non-existent interface specified in configuration',
  ]),
  warning('nothing-configured', '2.0.7+', 'Warning - keepalived has no configuration to run', [
    'Warning - keepalived has no configuration to run',
  ]),
  warning('config-not-opened', '1.2.20+', "Configuration file '{tracker}' open problem ({rest}", [
    "Configuration file '/etc/keepalived/keepalived.conf' open problem (No such file or directory) - using default",
    { values: { tracker: '/etc/keepalived/keepalived.conf' } },
  ]),
  warning('config-not-found', '1.2.20+', 'Unable to find configuration file {tracker}[ ({rest})]', [
    'Unable to find configuration file /etc/keepalived/keepalived.conf (glob returned 3)',
    { values: { tracker: '/etc/keepalived/keepalived.conf' } },
  ]),
  warning('unknown-keyword', '1.2.20+', "Unknown keyword '{rest}'[{rest}]", [
    "(Line 13) Unknown keyword 'virtual_ipadress'",
  ]),
  warning('braces-missing', '1.4.3-2.0.7', "WARNING - {n} missing '}'(s) in the config file(s)", [
    "WARNING - 1 missing '}'(s) in the config file(s)",
  ]),
  warning('braces-uneven', '2.0.8+', "There are {n} missing '{word}'s or extra '{word}'s", [
    "There are 1 missing '}'s or extra '{'s",
  ]),
  warning('block-brace', '1.4.2+', "'{word}' missing from beginning of block {rest}", [
    "(/etc/keepalived/keepalived.conf: Line 7) '{' missing from beginning of block vrrp_instance",
  ]),
  warning('quote-open', '2.0.0+', "Unterminated quote '{rest}'", ["(Line 9) Unterminated quote 'vi_w'"]),
  warning(
    'nopreempt-master',
    '1.2.1+',
    'nopreempt will not work with initial state MASTER[ - clearing]',
    ['(VI_1): nopreempt will not work with initial state MASTER', { instance: 'VI_1' }],
    ['(Line 20) (vi_w) nopreempt will not work with initial state MASTER - clearing', { instance: 'vi_w' }],
  ),
  warning('preempt-delay-master', '2.0.0+', 'preempt delay will not work with initial state MASTER - clearing', [
    '(vi_w) preempt delay will not work with initial state MASTER - clearing',
    { instance: 'vi_w' },
  ]),
  warning('nopreempt-priority', '1.2.20+', 'nopreempt is incompatible with priority {n}[{rest}]', [
    '(VI_1): nopreempt is incompatible with priority 255',
    { instance: 'VI_1' },
  ]),
  warning('preempt-delay-nopreempt', '1.2.20+', 'preempt_delay is incompatible with nopreempt mode - resetting', [
    '(vi_w) preempt_delay is incompatible with nopreempt mode - resetting',
    { instance: 'vi_w' },
  ]),
  warning('state-unknown', '1.2.20+', "unknown state '{rest}', defaulting to BACKUP", [
    "(vi_w) unknown state 'SLAVE', defaulting to BACKUP",
    { instance: 'vi_w' },
  ]),
  warning(
    'vrid-missing',
    '1.2.1+',
    'the virtual <id must be set!|router id must be set>',
    ['(VI_1): the virtual id must be set!', { instance: 'VI_1' }],
    ['(vi_w) the virtual router id must be set', { instance: 'vi_w' }],
  ),
  warning('vrid-shared', '2.0.8+', '{name} and {name} both use VRID {vrid} with IPv{n} on interface {interface}', [
    'vi_w and vi_r both use VRID 51 with IPv4 on interface eth0',
    { values: { vrid: 51, interface: 'eth0' } },
  ]),
  warning('vrid-duplicated', '1.2.20-2.0.7', 'VRID {vrid} is duplicated on interface {interface}', [
    '(VI_1): VRID 51 is duplicated on interface eth0',
    { instance: 'VI_1', values: { vrid: 51, interface: 'eth0' } },
  ]),
  warning('vrid-conflict', '2.1.0+', 'duplicate VRID conflict with {name} VRID {vrid}', [
    '(vi_w) duplicate VRID conflict with vi_r VRID 51',
    { instance: 'vi_w', values: { vrid: 51 } },
  ]),
  warning('auth-in-v3', '1.2.20+', 'VRRP version 3 does not support authentication. Ignoring.', [
    '(vi_w) VRRP version 3 does not support authentication. Ignoring.',
    { instance: 'vi_w' },
  ]),
  warning('auth-no-password', '1.2.20+', 'Authentication specified but no password given. Ignoring', [
    '(vi_w) Authentication specified but no password given. Ignoring',
    { instance: 'vi_w' },
  ]),
  warning('auth-strict', '1.2.20+', 'Strict mode does not support authentication. Ignoring.', [
    '(vi_w) Strict mode does not support authentication. Ignoring.',
    { instance: 'vi_w' },
  ]),
  warning('auth-truncated', '1.2.20+', 'Truncating auth_pass{rest}', [
    '(Line 12) Truncating auth_pass to 8 characters',
  ]),
  warning('interval-rounded', '1.2.20+', 'VRRPv2 advertisement interval {n}s{rest}', [
    '(vi_w) VRRPv2 advertisement interval 0.500000s must be an integer - rounding',
    { instance: 'vi_w' },
  ]),
  warning('vips-too-many', '1.2.20+', 'Number of VIPs ({n}) exceeds {rest}', [
    '(vi_w) Number of VIPs (40) exceeds maximum/space available in packet (max 20 addresses) - excess moved to eVIPs',
    { instance: 'vi_w' },
  ]),
  warning('vip-not-link-local', '1.2.20+', 'the first IPv6 VIP address <must|should> be link local', [
    '(v6) the first IPv6 VIP address must be link local',
    { instance: 'v6' },
  ]),
  warning('vip-none', '1.2.20+', 'No VIP specified; at least one is <required|sensible>', [
    '(vi_w) No VIP specified; at least one is sensible',
    { instance: 'vi_w' },
  ]),
  warning('owner-state', '1.2.20+', 'State MASTER must match being address owner', [
    '(vi_w) State MASTER must match being address owner',
    { instance: 'vi_w' },
  ]),
  warning('weighted-owner', '1.2.20+', "Cannot have weighted track script '{tracker}' with priority {n}", [
    "(vi_w) Cannot have weighted track script 'chk' with priority 255",
    { instance: 'vi_w', values: { tracker: 'chk' } },
  ]),
  warning('weight-ignored', '1.2.20+', 'ignoring tracked script {tracker} with weights due to {rest}', [
    '(vi_w) ignoring tracked script chk with weights due to SYNC group',
    { instance: 'vi_w', values: { tracker: 'chk' } },
  ]),
  warning(
    'unicast-no-peers',
    '2.2.5+',
    'A unicast keyword has been specified without any unicast peers. Defaulting to multicast.[{rest}]',
    [
      '(vi_w) A unicast keyword has been specified without any unicast peers. Defaulting to multicast.',
      { instance: 'vi_w' },
    ],
  ),
  warning('v6-in-v2', '1.2.20+', 'cannot use IPv6 with VRRP version 2; setting version 3', [
    '(v6) cannot use IPv6 with VRRP version 2; setting version 3',
    { instance: 'v6' },
  ]),
  warning('address-entry-unknown', '1.2.20+', "Unknown configuration entry '{rest}' for ip address - ignoring", [
    "(Line 30) Unknown configuration entry 'labell' for ip address - ignoring",
  ]),
  warning('group-of-one', '1.2.20+', 'Sync group {name} has only {n} virtual router[(s)] - {rest}', [
    "Sync group VG_1 has only 1 virtual router(s) - this probably isn't what you want",
  ]),
  warning(
    'group-owners',
    '2.0.0+',
    "Sync group {name} has some member(s) as address owner and some not as address owner. This won't work",
    ["Sync group VG_1 has some member(s) as address owner and some not as address owner. This won't work"],
  ),
  warning(
    'group-member-missing',
    '1.2.20+',
    "Virtual router {name} specified in sync group {name} doesn't exist - ignoring",
    ["Virtual router vi_x specified in sync group VG_1 doesn't exist - ignoring"],
  ),
  warning(
    'group-member-twice',
    '1.2.20+',
    '<Virtual router|Instance> {name} cannot exist in more than one sync group; ignoring {rest}',
    ['Virtual router vi_w cannot exist in more than one sync group; ignoring VG_2'],
  ),
];
