const instance = (name: string, vrid: number, lines: string, vip = `10.99.0.${vrid}/24`): string =>
  `vrrp_instance ${name} {\n interface eth0\n virtual_router_id ${vrid}\n${lines}\n virtual_ipaddress {\n  ${vip}\n }\n}\n`;

/** Configurations that keepalived 2.2.7 runs with, however odd: name of the case, then the files, main file first. */
export const CONFIGS: Record<string, Record<string, string>> = {
  'the style with the brace on a line of its own': {
    'k.conf': `! two services
global_defs
{
    router_id main   # this node
}

vrrp_instance vi_w
{
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100 // higher than the other
    advert_int 1
    nopreempt
    authentication
    {
        auth_type PASS
        auth_pass example1
    }
    virtual_ipaddress
    {
        10.99.0.200/24 dev eth0 // writes
    }
}
vrrp_instance vi_r
{
    state BACKUP
    interface eth0
    virtual_router_id 44
    priority 90
    virtual_ipaddress
    {
        10.99.0.210/24
    }
}
`,
  },
  'braces and quotes in odd places, CRLF': {
    'k.conf': `vrrp_instance VI_1{
 interface eth0 # c
 virtual_router_id 61 ! c
 priority 120 state MASTER
 authentication {
   auth_type PASS
   auth_pass "ab!c d"
 }
 virtual_ipaddress { 10.99.0.61/24 }
}
vrrp_instance "VI 2" { interface eth0
 virtual_router_id 62
 virtual_ipaddress { 10.99.0.62
   10.99.0.63 dev eth1 }
}
`.replaceAll('\n', '\r\n'),
  },
  passwords: {
    'k.conf': [
      '"a#b"',
      "a'b#c",
      'abcdefghijk',
      '1111',
      'ab!cd',
      '"  x"',
      '"q\\w"',
      'a\\nb',
      'a"b c"d',
      "'a b'",
      'a\\ b',
    ]
      .map((p, i) => instance(`P${i}`, 70 + i, ` authentication {\n  auth_type PASS\n  auth_pass ${p}\n }`))
      .join(''),
  },
  'authentication that is none': {
    'k.conf':
      instance('A', 81, ' authentication {\n  auth_pass abc\n }') +
      instance('B', 82, ' authentication {\n  auth_type PASS\n }') +
      instance('C', 83, ' version 3\n authentication {\n  auth_type PASS\n  auth_pass x\n }') +
      instance('D', 84, ' authentication {\n  auth_type AH\n  auth_pass x\n }') +
      instance('E', 85, ' authentication {\n  auth_type pass\n  auth_pass x\n }'),
  },
  'states, priorities and preemption': {
    'k.conf':
      instance('A', 91, ' state MASTER') +
      instance('B', 92, ' state MASTER\n priority 150\n nopreempt\n preempt_delay 7') +
      instance('C', 93, ' state master\n priority 90abc') +
      instance('D', 94, ' priority 300\n nopreempt\n preempt_delay 3') +
      instance('E', 95, ' priority 255\n nopreempt') +
      instance('F', 96, ' nopreempt\n preempt') +
      instance('G', 97, ' preempt_delay 2.5\n priority 0') +
      instance('H', 98, ' state MASTER\n priority 999') +
      instance('I', 99, ' state BACKUP\n state FOO\n priority 12\n priority 13') +
      instance('J', 100, ' priority 255\n preempt_delay 4'),
  },
  'advertisement intervals': {
    'k.conf': ['0.4', '1.4', '1.5', '2.7', '255', '300', '0', 'x', '3s']
      .map((s, i) => instance(`T${i}`, 110 + i, ` advert_int ${s}`))
      .concat(
        ['0.01', '0.255', '1.234', '40.95', '41', '0.004'].map((s, i) =>
          instance(`U${i}`, 120 + i, ` version 3\n advert_int ${s}`),
        ),
      )
      .join(''),
  },
  'addresses, good and bad': {
    'k.conf': `${instance(
      'A',
      131,
      '',
      `10.99.0.131
  10.99.0.132/24 10.99.0.133
  10.99.0.300
  # 10.99.0.134
  10.99.0.135/24 nonsense dev eth1
  10.99.0.136/24 dev
  10.99.0.137//note
  10.99.0.138/
  10.99.0.139/33
  10.99.0.140/255.255.255.0
  // 10.99.0.141
  10.99.0.142/24 brd 10.99.0.255 label eth0:9 no_track
  fd00::1
 `,
    )}${instance('B', 132, ' virtual_ipaddress_excluded {\n  10.99.0.150/24\n  fd00::51/64\n }', 'FE80:0:0::77\n  fd00:0::78/64\n  10.99.0.151')}`,
  },
  'versions and families': {
    'k.conf': `global_defs {\n vrrp_version 3\n vrrp_down_timer_adverts 5\n}\n${instance('A', 141, '')}${instance('B', 142, ' version 2\n down_timer_adverts 4')}${instance('C', 143, '', 'fe80::9')}${instance('D', 144, ' version 4')}`,
  },
  'unicast, virtual MAC, sync group': {
    'k.conf': `vrrp_sync_group G1 {
 group {
   U1 // first
   U2
 }
}
${instance('U1', 151, ' unicast_src_ip 10.99.0.1\n unicast_peer {\n  10.99.0.7 // seven\n  10.99.0.8 min_ttl 5\n }')}
${instance('U2', 152, ' unicast_peer { 10.99.0.9 }')}
${instance('V', 153, ' use_vmac', '10.99.0.153/24\n  10.99.1.153 dev eth1')}
`,
  },
  'conditions and definitions': {
    'k.conf': `@main $PRIO=150
@^main $PRIO=50
$NET=10.99.\${SUB}
$SUB=0
$PW=s3cret99x
$ADDRESSES= \\
  \${NET}.161/24 \\
  \${NET}.162/24 dev eth1
$VI= \\
vrrp_instance VI_\${NUM} { \\
 interface eth\${SUB} \\
 virtual_router_id 1\${NUM} \\
 @main priority \${PRIO} \\
 @other priority 1 \\
 virtual_ipaddress { \\
  \${NET}.\${NUM}/24 \\
 } \\
}
vrrp_instance A {
 @main interface eth0
 @other interface eth9
 virtual_router_id 161
 priority $PRIO
 authentication {
  auth_type PASS
  auth_pass $PW
 }
 virtual_ipaddress {
  $ADDRESSES
 }
}
$NUM=71
$VI
$SUB=1
$NUM=72
\${VI}
vrrp_instance S {
 interface eth2
 virtual_router_id 180
 virtual_ipaddress {
  ~SEQ(N, 80, 2, 84) 10.99.2.\${N}
  ~SEQ(M, 1, 2) ~SEQ(K, 5, 6) 10.99.\${M}.\${K}
 }
 virtual_ipaddress_excluded {
  ~SEQx(H, 0x9, 0xb) fd00::\${H}
  ~LST(L, 11, 13) fd00::\${L}
  ~LST({X, Y}, {1, 2}, {3, 4}) fd00::\${X}:\${Y}
 }
}
`,
  },
  includes: {
    'k.conf':
      'include conf.d/*.conf\ninclude {x,y}.conf\ninclude nope.conf\nvrrp_instance Z {\n include common.inc\n virtual_router_id 199\n virtual_ipaddress {\n  include vips\n }\n}\n',
    'conf.d/b.conf': instance('B', 192, ''),
    'conf.d/a.conf': `include ../sub/more.inc\n${instance('A', 191, ' priority 7')}`,
    'sub/more.inc': 'include deep.inc\n',
    'sub/deep.inc': instance('DEEP', 193, ''),
    'y.conf': instance('Y', 195, ''),
    'x.conf': instance('X', 194, ''),
    'common.inc': 'interface eth1\npriority 33\n',
    vips: '10.99.1.5\n10.99.1.6',
  },
  'a missing brace swallows the next instance': {
    'k.conf': `vrrp_instance VI_1 {
 interface eth0
 virtual_router_id 7
 virtual_ipaddress {
  10.99.0.7
 }

vrrp_instance VI_2 {
 interface eth1
 virtual_router_id 8
 virtual_ipaddress {
  10.99.1.8
 }
}
`,
  },
  'strict mode': {
    'k.conf': `global_defs {\n vrrp_strict\n}\n${instance('A', 201, ' priority 100\n authentication {\n  auth_type PASS\n  auth_pass x\n }')}`,
  },
  'other blocks and unknown words': {
    'k.conf': `static_ipaddress {
 10.99.1.99/24 dev eth1
}
bfd_instance b {
 neighbor_ip 10.99.0.77
 source_ip 10.99.0.1
}
nonsense 1
${instance('A', 211, ' foo bar\n vrrp_skip_alive 1\n default_interface\n smtp_alert')}`,
  },
};
