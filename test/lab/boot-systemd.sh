#!/bin/sh
# Makes a booted lab node one that systemd runs: the process that runs this (the node's first) becomes Debian's systemd
# with nothing but its basic targets and Debian's own keepalived.service. rsyslogd and sshd go on as they are.
# Usage: exec boot-systemd.sh CGROUP
set -eu
# Stages: the control group must be entered before a namespace can make it the root that systemd sees.
if [ "${2:-}" != inside ]; then
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mkdir -p "/sys/fs/cgroup/$1"
  for p in $(cd /proc && echo [0-9]*); do echo "$p" >"/sys/fs/cgroup/$1/cgroup.procs" 2>/dev/null || true; done
  exec unshare --cgroup /bin/sh "$0" "$1" inside
fi
umount /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup

units=/etc/systemd/system
rm -rf $units/*.wants
mkdir -p /run/none /etc/systemd/system.conf.d
for wants in /lib/systemd/system/*.target.wants; do mount --bind /run/none "$wants"; done
for unit in systemd-journald.service systemd-journald.socket systemd-journald-dev-log.socket systemd-remount-fs.service; do
  ln -sf /dev/null $units/$unit
done
printf '[Manager]\nDefaultStandardOutput=null\nDefaultStandardError=null\nLogTarget=null\nShowStatus=no\n' \
  >/etc/systemd/system.conf.d/lab.conf
printf '[Unit]\nRequires=basic.target\n' >$units/lab.target
# Anything in `container` keeps it from the machine's own settings.
container=lab exec /lib/systemd/systemd --system --unit=lab.target
