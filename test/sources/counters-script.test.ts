import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parseCounters, redactCounters } from '../../src/protocol/counters.js';
import { COUNTERS, COUNTERS_COMMAND, COUNTERS_FILE } from '../../src/sources/node/counters-script.js';
import { oneShot } from '../../src/sources/shell.js';
import { needs } from '../tools/needs.js';

const CAN = needs('root', 'unshare', 'ip', 'keepalived').ok;
const CONF = `global_defs {
}
vrrp_instance vi_w {
  interface eth0
  virtual_router_id 51
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass "p,{q}[r]"
  }
  notify_master "/bin/true --password=topsecret"
  virtual_ipaddress {
    10.9.1.51/24
  }
}
`;
const KEEPALIVED = 'keepalived -n -f /run/conf -p /run/keepalived.pid -r /run/v.pid >/dev/null 2>&1 &';
const WAIT = 'for i in 1 2 3 4 5 6 7 8 9; do [ -e /run/v.pid ] || sleep 0.2; done; sleep 0.7';

/** Runs `script` in namespaces of its own, with a /tmp and a /run of its own, and a keepalived that `start` starts. */
function alone(script: string, start = KEEPALIVED): { out: string; err: string } {
  const inside = `mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /tmp; chmod 1777 /tmp; mount -t tmpfs -o mode=755 tmpfs /usr/local/sbin; mount -t tmpfs -o mode=755 tmpfs /etc/sudoers.d
cat >/run/conf <<'END'
${CONF}END
cat >/run/ask <<'END'
${oneShot(COUNTERS)}END
ask() { sh </run/ask; }
ip link add eth0 type veth peer name eth1; ip addr add 10.9.1.1/24 dev eth0; ip link set eth0 up; ip link set eth1 up
${start}
${WAIT}
${script}`;
  const flags = ['--mount', '--propagation', 'private', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const run = spawnSync('unshare', [...flags, 'sh', '-c', inside], { timeout: 30_000, encoding: 'utf8' });
  return { out: run.stdout, err: run.stderr };
}

describe.skipIf(!CAN)('the script that asks keepalived for its counters (root, keepalived)', () => {
  test('brings names and numbers, and no byte of a password', () => {
    const { out, err } = alone('ask; cat /tmp/keepalived.json >&2');
    // That there was something to hide.
    expect(err).toContain('"auth_data":"p,{q}[r]"');
    expect(err).toContain('topsecret');
    const answer = parseCounters(out.trim());
    expect(answer).toMatchObject({ ok: true, via: 'json', instances: [{ name: 'vi_w', vrid: 51 }] });
    expect(out).not.toContain('auth_data');
    expect(out).not.toMatch(/topsecret|[{}[\],]|^[pqr]$/m);
    expect(redactCounters(out.trim())).toBe(out.trim());
  });

  test('finds the file where the daemon sees it: TMPDIR, and a private /tmp', () => {
    const elsewhere = alone('ask; ls /tmp', `mkdir /run/t; TMPDIR=/run/t ${KEEPALIVED}`);
    expect(elsewhere.out).toMatch(/^via json\n"iname":"vi_w"/);
    expect(elsewhere.out).not.toContain('keepalived.json');
    const hidden = alone(
      'ask; ls /tmp',
      `unshare --mount sh -c 'mount -t tmpfs tmpfs /tmp; exec ${KEEPALIVED.slice(0, -2)}' &`,
    );
    expect(hidden.out).toMatch(/^via json\n"iname":"vi_w"/);
    expect(hidden.out).not.toContain('keepalived.json');
  });

  test('a build without JSON tells them as text', () => {
    // Such a binary knows no signal of that name: it says so, with exit code 1, as for any other unknown one.
    const { out } = alone("sed -i 's/--signum=JSON/--signum=NONE/' /run/ask; ask");
    expect(out).toMatch(/^via stats\nVRRP Instance: vi_w\n {2}Advertisements:\n {4}Received: 0\n/);
    const answer = parseCounters(out.trim());
    expect(answer).toMatchObject({ ok: true, via: 'stats', instances: [{ name: 'vi_w', vrid: null, state: null }] });
    if (answer.ok) expect([...answer.instances[0]!.counts.keys()]).toHaveLength(14);
  });

  test('what does not wait for the signal does not get it', () => {
    const { out } = alone(
      'ask; kill -0 $(cat /run/keepalived.pid) && echo alive',
      'cp /bin/sleep /run/keepalived; /run/keepalived 60 & echo $! >/run/keepalived.pid; touch /run/v.pid',
    );
    expect(out).toBe('none this keepalived does not tell its counters\nalive\n');
  });

  test('an old file is not taken for an answer', () => {
    const { out } = alone('ask >/dev/null; kill -STOP $(cat /run/v.pid); ask; ls /tmp');
    expect(out).toBe('none keepalived wrote no keepalived.json when it was asked to\nkeepalived.json\n');
  });

  test('no daemon, no question', () => {
    expect(alone('ask', 'true').out).toBe('none keepalived does not run\n');
  });

  test.skipIf(!needs('sudo').ok)('a login that is not root needs exactly one command', () => {
    const file = `cat >${COUNTERS_COMMAND} <<'END'\n${COUNTERS_FILE}END\nchmod 755 ${COUNTERS_COMMAND}`;
    const asNobody = 'setpriv --reuid=nobody --regid=nogroup --clear-groups sh </run/ask';
    const { out } = alone(`chmod 644 /run/ask; ${asNobody}; ${file}; ${asNobody}
echo 'nobody ALL=(root) NOPASSWD: ${COUNTERS_COMMAND} ""' >/etc/sudoers.d/v; chmod 440 /etc/sudoers.d/v
${asNobody}`);
    expect(out).toMatch(
      new RegExp(`^(denied sudo -n ${COUNTERS_COMMAND} is not possible\n){2}via json\n"iname":"vi_w"\n`),
    );
  });
});
