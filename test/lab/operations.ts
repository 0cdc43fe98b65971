import type { Lab } from './lab.js';
import type { LabNode } from './node.js';

/** One of the operator's tests, as a command. */
interface Operation {
  readonly name: string;
  readonly help: string;
  run(node: LabNode, argument: string | undefined): Promise<void>;
}

/** All take the name of a node; `hang` also takes seconds. */
export const operations: readonly Operation[] = [
  { name: 'start', help: 'start keepalived', run: (n) => n.start() },
  { name: 'stop', help: 'stop keepalived in good order (priority 0)', run: (n) => n.stop() },
  { name: 'restart', help: 'stop and start keepalived', run: (n) => n.restart() },
  { name: 'reload', help: 'make keepalived read its configuration again (SIGHUP)', run: (n) => n.reload() },
  { name: 'kill9', help: 'keepalived dies at once and leaves its addresses behind', run: (n) => n.kill9() },
  { name: 'hang', help: 'keepalived stands still for SECONDS (10)', run: (n, s) => n.hang(seconds(s ?? '10')) },
  { name: 'crash', help: 'power loss: silence on the wire, then nothing left but the disk', run: (n) => n.crash() },
  {
    name: 'power',
    help: 'power back after a crash; keepalived starts with it',
    run: async (n) => {
      await n.power();
      await n.start();
    },
  },
  { name: 'cut', help: 'pull the cable at the switch; the link stays up', run: (n) => n.cut() },
  { name: 'partition', help: 'the network no longer delivers VRRP to the node, one way', run: (n) => n.partition() },
  { name: 'mend', help: 'put the cable back, end a partition', run: (n) => n.mend() },
  { name: 'ifdown', help: 'ip link set eth0 down on the node', run: (n) => n.ifdown() },
  { name: 'ifup', help: 'ip link set eth0 up', run: (n) => n.ifup() },
  { name: 'firewall', help: 'iptables -A INPUT -p 112 -j DROP on the node', run: (n) => n.firewall('INPUT') },
  { name: 'firewall-out', help: 'iptables -A OUTPUT -p 112 -j DROP', run: (n) => n.firewall('OUTPUT') },
  { name: 'allow', help: 'take the firewall rules away', run: (n) => n.allow() },
  {
    name: 'script-fail',
    help: 'remove the file that the health check looks for (--script)',
    run: (n) => n.scriptFail(),
  },
  { name: 'script-ok', help: 'put that file back', run: (n) => n.scriptOk() },
];

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new Error(`seconds: ${text}, expected more than 0 and at most 3600`);
  return value;
}

/** Does what `words` say (`crash db202`) to the lab; throws a message for people when it cannot. */
export async function operate(lab: Lab, ...words: readonly string[]): Promise<void> {
  const [name, nodeName, argument] = words;
  const operation = operations.find((o) => o.name === name);
  if (operation === undefined) throw new Error(`no command ${name}: see npm run lab -- help`);
  if (nodeName === undefined) throw new Error(`${name}: which node? (${lab.nodes.map((n) => n.name).join(', ')})`);
  await operation.run(lab.node(nodeName), argument);
}
