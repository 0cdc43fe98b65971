/** The documented example that `vrrptop config init` prints; test/config keeps it loading. */
export const EXAMPLE = `\
# Configuration of vrrptop. Looked for as ./vrrptop.yaml, ~/.config/vrrptop/config.yaml
# ($XDG_CONFIG_HOME) and /etc/vrrptop/config.yaml; the first one found counts. Every key may be
# left out; "vrrptop db201 db202" needs no file at all.

# The name of the cluster, as the screen shows it.
cluster: mysql_ha

# The nodes, in short form as [user@]host[:port], or with keys. What ~/.ssh/config says about a
# host holds here too, so that most need no more than their name:
#   nodes: [db201, db202]
nodes:
  - host: db201               # what you would type behind ssh: a name or an address
    name: db201               # how the screen calls it (default: the host)
    # port: 22                # these three default to what ~/.ssh/config says
    # user: root
    # identityFile: ~/.ssh/id_ed25519
    addresses: 172.30.23.201  # addresses the node owns, one or a list; else found out
    log: auto                 # keepalived's log: auto, journal, none, or a path on the node
    capture: false            # capture on the node too: an interface, any, or false
    counters: auto            # keepalived's counters: auto (while they would tell), true, false
    sudo: auto                # use "sudo -n" there: auto (where it is needed), true, false
    transport: auto           # auto, ssh2 (built in), system (the ssh program; FIDO keys)
    legacyAlgorithms: false   # accept the SHA-1 algorithms of servers as old as CentOS 6
    readOnly: false           # offer no action on this node
    # commands:               # own commands in the place of the service manager's
    #   restart: sudo -n /usr/local/sbin/ha-restart
    keepalivedConf: auto      # path of keepalived.conf on the node; auto: the running one's
  - root@172.30.23.202:22

# Interfaces of this machine to capture on: auto (the one that reaches the nodes), any, names, none.
captures: auto

# What the virtual routers are for. Names, VRIDs and VIPs are found out by themselves; what is
# given here is shown even before the first advert, and a role is shown beside the VIP.
virtualRouters:
  - name: vi_w                # the name of the vrrp_instance
    vrid: 51
    vips: 172.30.23.200       # one or a list
    role: writes
    # probePort: 3306         # a TCP port of its VIPs that "vrrptop drill" connects to
  - name: vi_r
    vrid: 44
    family: ipv4              # ipv4 or ipv6, where one VRID is used for both
    vips: [172.30.23.210]
    role: reads

# The colours: auto (by what the terminal can show), dark, light, high-contrast, deuteranopia,
# gruvbox, dracula, mono, or your own: ~/.config/vrrptop/themes/NAME.json.
theme: auto

# Offer no action that changes a node.
readOnly: false

# What a new critical finding does beside its line on the screen: the terminal's bell; and a shell
# command, which gets the finding as JSON on its standard input, one at a time, ten seconds at most.
alarm:
  bell: true
  # command: mail -s "vrrptop" oncall@example.org

# Plain ASCII frames and symbols; left out: decided by the terminal.
# ascii: true

# Several clusters stand in a list, each with the keys cluster (there: name), nodes, captures and
# virtualRouters:
#   clusters:
#     - name: mysql_ha
#       nodes: [db201, db202]
#     - name: proxies
#       nodes: [lb1, lb2]
`;
