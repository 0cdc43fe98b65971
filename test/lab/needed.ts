/** What a lab needs on the machine; Debian's packages are in .ci/run. */
export const LAB_PROGRAMS = [
  'root',
  'ip',
  'nsenter',
  'unshare',
  'tini',
  'keepalived',
  'rsyslogd',
  'sshd',
  'ssh',
  'ssh-keygen',
  'tcpdump',
  'iptables',
  'tmux',
  'pgrep',
];
