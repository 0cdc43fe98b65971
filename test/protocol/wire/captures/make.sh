#!/bin/bash
# Makes the captures of this folder anew: real keepalived (2.2.7) in a namespace, tcpdump at the other end of its wire.
# Needs root, keepalived, tcpdump, iproute2, iptables. Usage: make.sh [NAME...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
a=vtw-a b=vtw-b
daemon='' dump=''

down() {
  [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
  [ -z "$dump" ] || kill "$dump" 2>/dev/null || true
  ip netns del $a 2>/dev/null || true
  ip netns del $b 2>/dev/null || true
  rm -rf "$work"
}
trap down EXIT

up() {
  ip netns del $a 2>/dev/null || true
  ip netns del $b 2>/dev/null || true
  ip netns add $a
  ip netns add $b
  ip -n $a link add eth0 address 02:00:00:00:00:0a type veth peer name eth0 address 02:00:00:00:00:0b netns $b
  for n in $a $b; do
    ip netns exec $n sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.eth0.accept_dad=0
    ip -n $n link set lo up
    ip -n $n link set eth0 up
  done
  ip -n $a addr add 172.30.23.201/24 dev eth0
  ip -n $b addr add 172.30.23.202/24 dev eth0
  ip -n $a addr add fd99::201/64 dev eth0 nodad
  ip -n $b addr add fd99::202/64 dev eth0 nodad
}

# capture NAME SECONDS TCPDUMP-OPTIONS: keepalived runs that long with $work/conf, and is then stopped in good order.
capture() {
  local name=$1 seconds=$2
  shift 2
  ip netns exec $b tcpdump -q -U --immediate-mode -w "$work/$name.pcap" "$@" \
    'proto 112 or proto 51 or (icmp6 and ip6[40] == 136) or icmp or arp' 2>/dev/null &
  dump=$!
  sleep 0.5
  ip netns exec $a keepalived -n -l -P -f "$work/conf" -p "$work/pid" -r "$work/vrrp.pid" >"$work/log" 2>&1 &
  daemon=$!
  sleep "$seconds"
  kill "$daemon"
  wait "$daemon" || true
  daemon=''
  sleep 0.3
  kill "$dump"
  wait "$dump" || true
  dump=''
  cp "$work/$name.pcap" "$here/$name.pcap"
  oracle "$name"
}

# What tcpdump makes of it is stored beside: the table the decoders are compared with.
oracle() {
  TZ=UTC tcpdump -nn -e -v -tt --time-stamp-precision nano -r "$here/$1.pcap" >"$here/$1.txt" 2>/dev/null
}

# conf FAMILY-OPTIONS VIPS... : one instance
conf() {
  local options=$1
  shift
  {
    echo 'global_defs { vrrp_garp_master_repeat 2 vrrp_garp_master_delay 0 router_id lab }'
    case "$options" in *'priority 255'*) echo 'vrrp_instance vi { state MASTER' ;; *) echo 'vrrp_instance vi { state BACKUP' ;; esac
    case "$options" in *interface*) ;; *) echo 'interface eth0' ;; esac
    printf '%b\n' "$options"
    echo 'virtual_ipaddress {'
    printf '%s\n' "$@"
    echo '} }'
  } | sed 's/ { /{\n/; s/ \(vrrp_garp\|router_id\|state\)/\n\1/g; s/ }/\n}/g' >"$work/conf"
}

make_v2-pass() { conf 'virtual_router_id 51\npriority 100\nadvert_int 1\nauthentication {\nauth_type PASS\nauth_pass s3cr3t\n}' 172.30.23.200; capture v2-pass 5.2 -i eth0; }
make_v2-none() { conf 'virtual_router_id 44\npriority 254\nadvert_int 2' 172.30.23.210 172.30.23.211 172.30.23.212; capture v2-none 8.5 -i eth0; }
make_v2-ah() { conf 'virtual_router_id 52\npriority 90\nadvert_int 1\nauthentication {\nauth_type AH\nauth_pass s3cr3t\n}' 172.30.23.220; capture v2-ah 5.2 -i eth0; }
make_v2-owner() { conf 'virtual_router_id 255\npriority 255\nadvert_int 1\nauthentication {\nauth_type PASS\nauth_pass 12345678\n}' 172.30.23.230; capture v2-owner 2.2 -i eth0; }
make_v2-unicast() { conf 'virtual_router_id 53\npriority 100\nadvert_int 1\nauthentication {\nauth_type PASS\nauth_pass s3cr3t\n}\nunicast_src_ip 172.30.23.201\nunicast_peer {\n172.30.23.202\n}' 172.30.23.240; capture v2-unicast 5.2 -i eth0; }
make_v2-vmac() { conf 'virtual_router_id 54\npriority 100\nadvert_int 1\nuse_vmac' 172.30.23.241; capture v2-vmac 5.2 -i eth0; }
make_v2-ttl() {
  ip netns exec $a iptables -t mangle -A OUTPUT -p 112 -j TTL --ttl-set 254
  conf 'virtual_router_id 55\npriority 100\nadvert_int 1' 172.30.23.242; capture v2-ttl 4.2 -i eth0
}
make_v2-snap() { conf 'virtual_router_id 51\npriority 100\nadvert_int 1\nauthentication {\nauth_type PASS\nauth_pass s3cr3t\n}' 172.30.23.200; capture v2-snap 5.2 -i eth0 -s 49; }
make_v3-ipv4() { conf 'version 3\nvirtual_router_id 61\npriority 100\nadvert_int 0.5' 172.30.23.200 172.30.23.205; capture v3-ipv4 2.6 -i eth0 --time-stamp-precision nano; }
make_v3-unicast() { conf 'version 3\nvirtual_router_id 63\npriority 100\nadvert_int 0.5\nunicast_peer {\n172.30.23.202\n}' 172.30.23.207; capture v3-unicast 2.6 -i eth0; }
make_v3-unicast-old() { conf 'version 3\nvirtual_router_id 64\npriority 100\nadvert_int 0.5\nold_unicast_checksum\nunicast_peer {\n172.30.23.202\n}' 172.30.23.208; capture v3-unicast-old 2.6 -i eth0; }
make_v3-long() { conf 'version 3\nvirtual_router_id 65\npriority 255\nadvert_int 40.95' 172.30.23.209; capture v3-long 1 -i eth0; }
make_v3-ipv6() { conf 'version 3\nvirtual_router_id 71\npriority 100\nadvert_int 1' fe80::71/64 fd99::71/64; capture v3-ipv6 5.2 -i eth0; }
make_v3-ipv6-unicast() { conf 'version 3\nvirtual_router_id 72\npriority 100\nadvert_int 0.2\nunicast_src_ip fd99::201\nunicast_peer {\nfd99::202\n}' fd99::72/64; capture v3-ipv6-unicast 1.4 -i eth0; }
make_v3-ipv6-vmac() { conf 'version 3\nvirtual_router_id 73\npriority 100\nadvert_int 0.5\nuse_vmac' fe80::73/64 fd99::73/64; capture v3-ipv6-vmac 2.6 -i eth0; }
make_sll() { conf 'virtual_router_id 91\npriority 100\nadvert_int 1' 172.30.23.200; capture sll 4.2 -i any -y LINUX_SLL; }
make_sll2() { conf 'version 3\nvirtual_router_id 92\npriority 100\nadvert_int 0.5' fe80::92/64; capture sll2 2.6 -i any -y LINUX_SLL2; }

all=$(declare -F | sed -n 's/^declare -f make_//p')
for name in ${*:-$all}; do
  up
  "make_$name"
  echo "$name: $(grep -c . "$here/$name.txt") lines, $(stat -c %s "$here/$name.pcap") bytes"
done
