#!/usr/bin/env python3
# Speaks like `journalctl -o json` about a file of messages, one a line; like systemd it prints the fields of an entry in
# an order of its own each time. journalctl.py [-f] -n N …; the file is named by JOURNAL below.
import json, random, sys, time
JOURNAL = '@JOURNAL@'
args = sys.argv[1:]
count = int(args[args.index('-n') + 1])
def entry(i, message):
    fields = [('__CURSOR', 's=77;i=%x' % i), ('__REALTIME_TIMESTAMP', str(1700000000000000 + i)),
              ('_HOSTNAME', 'db201'), ('SYSLOG_IDENTIFIER', 'Keepalived_vrrp'), ('_PID', '77'), ('MESSAGE', message)]
    random.shuffle(fields)
    sys.stdout.write(json.dumps(dict(fields)) + '\n')
    sys.stdout.flush()
f = open(JOURNAL)
lines = f.readlines()
for i, line in list(enumerate(lines))[-count:]:
    entry(i, line.rstrip('\n'))
i = len(lines)
while '-f' in args:
    line = f.readline()
    if not line:
        time.sleep(0.01)
        continue
    entry(i, line.rstrip('\n'))
    i += 1
