#!/bin/sh
# The first minute of a lab host: runs as the child of its init, in the host's own network, mount, uts and process
# namespaces. Everything it mounts goes away with the mount namespace.
# Usage: boot.sh FOLDER NAME ADDRESS4 ADDRESS6 node|jump [CGROUP]; with CGROUP the node goes on under systemd.
set -eu
folder=$1 name=$2 address4=$3 address6=$4 role=$5 cgroup=${6:-}
here=$(dirname "$0")

hostname "$name"
# Copies of other namespaces' handles would keep those alive as long as this host runs.
umount -l /run/netns/* 2>/dev/null || true
mount -t sysfs sysfs /sys
mount --rbind "$folder" /mnt
mount --bind /mnt/etc /etc
# This folder may lie where the host gets a folder of its own.
[ -z "$cgroup" ] || cp "$here/boot-systemd.sh" /etc/lab-boot-systemd.sh

# Duplicate address detection would leave the host without a source address for a second.
echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad
ip link set lo up
ip addr add "$address4/24" dev eth0
ip addr add "$address6/64" dev eth0 nodad
ip link set eth0 up

if [ "$role" = node ]; then
  for device in null zero full random urandom tty; do
    : >/mnt/dev/$device
    mount --bind /dev/$device /mnt/dev/$device
  done
  mkdir -p /mnt/dev/pts /mnt/dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts /mnt/dev/pts
  ln -sf pts/ptmx /mnt/dev/ptmx
  ln -sfn /proc/self/fd /mnt/dev/fd
  mount --rbind /mnt/dev /dev
  mount --bind /mnt/log /var/log
  mount --bind /mnt/tmp /tmp
  mount --bind /mnt/run /run
fi
umount -l /mnt

if [ "$role" = node ]; then
  rsyslogd -i /run/rsyslogd.pid -f /etc/rsyslog.conf
  /usr/sbin/sshd -f /etc/ssh/sshd_config
  while [ ! -S /dev/log ] || [ ! -e /run/sshd.pid ]; do sleep 0.02; done
  echo up >/run/booted
else
  echo up >"$folder/run/booted"
fi
[ -z "$cgroup" ] || exec /bin/sh /etc/lab-boot-systemd.sh "$cgroup"
exec sleep infinity
