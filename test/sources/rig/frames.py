# Sends frames on an interface: frames.py INTERFACE NAME [COUNT]. What is sent is written by hand from the RFCs.
import socket, struct, sys
iface, name = sys.argv[1], sys.argv[2]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 1
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((iface, 0))
src = bytes.fromhex('020000000001')
def total(b):
    if len(b) % 2: b += b'\0'
    t = sum(struct.unpack('!%dH' % (len(b) // 2), b))
    while t >> 16: t = (t & 0xffff) + (t >> 16)
    return ~t & 0xffff
def ip4(proto, body, dst='224.0.0.18'):
    h = struct.pack('!BBHHHBBH4s4s', 0x45, 0xc0, 20 + len(body), 1, 0, 255, proto, 0, socket.inet_aton('10.9.0.1'), socket.inet_aton(dst))
    return h[:10] + struct.pack('!H', total(h)) + h[12:] + body
def ip6(next_header, body, dst='ff02::12'):
    return struct.pack('!IHBB', 0x6c000000, len(body), next_header, 255) + socket.inet_pton(socket.AF_INET6, 'fe80::1') + socket.inet_pton(socket.AF_INET6, dst) + body
vrrp = bytes.fromhex('2133640101010cd20a6300333131313100000000')
vrrp6 = bytes.fromhex('313d64010064b608fd990000000000000000000000000051')
ah = bytes([112, 4]) + b'\0\0' + bytes(20)
def arp(sender, target):
    return bytes.fromhex('0001080006040001') + src + socket.inet_aton(sender) + b'\xff' * 6 + socket.inet_aton(target)
na = bytes.fromhex('88000000200000000000000000000000fd9900000000000000000051' '0201') + src
def eth(kind, body, tags=()):
    out = b'\x01\x00\x5e\x00\x00\x12' + src
    for t in tags: out += struct.pack('!HH', t[0], t[1])
    return out + struct.pack('!H', kind) + body
frames = {
    'vrrp4': eth(0x800, ip4(112, vrrp)),
    'vrrp6': eth(0x86dd, ip6(112, vrrp6)),
    'ah': eth(0x800, ip4(51, ah + vrrp[:20])),
    'garp': eth(0x806, arp('10.9.0.51', '10.9.0.51')),
    'na': eth(0x86dd, ip6(58, na, 'ff02::1')),
    'vlan': eth(0x800, ip4(112, vrrp), [(0x8100, 10)]),
    'vlan-garp': eth(0x806, arp('10.9.0.51', '10.9.0.51'), [(0x8100, 10)]),
    'qinq': eth(0x800, ip4(112, vrrp), [(0x88a8, 10), (0x8100, 20)]),
    'qinq6': eth(0x86dd, ip6(112, vrrp6), [(0x88a8, 10), (0x8100, 20)]),
    'arp': eth(0x806, arp('10.9.0.1', '10.9.0.2')),
    'udp': eth(0x800, ip4(17, bytes(20))),
    'icmp6': eth(0x86dd, ip6(58, bytes.fromhex('8000') + bytes(30))),
}
for _ in range(count):
    try: s.send(frames[name])
    except OSError: pass
