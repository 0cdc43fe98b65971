import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatConfBundle } from '../../../src/protocol/conf/bundle.js';
import { passwordFingerprint } from '../../../src/protocol/conf/fingerprint.js';
import { parseKeepalivedConf } from '../../../src/protocol/conf/parse.js';
import { redactConf } from '../../../src/protocol/conf/redact.js';
import type { ConfAddress, KeepalivedConf, VrrpInstanceConf } from '../../../src/protocol/conf/types.js';
import { CONFIGS } from './configs.js';
import { ask, canRunKeepalived, complaints, makeNamespace, removeNamespace } from './keepalived.js';

const key = Uint8Array.from({ length: 16 }, (_, i) => 7 * i);
const fingerprint = (secret: string): string => passwordFingerprint(key, secret);

function parse(files: Record<string, string>): KeepalivedConf {
  const list = Object.entries(files).map(([path, content]) => ({ path: `/etc/keepalived/${path}`, content }));
  return parseKeepalivedConf(redactConf(formatConfBundle({ configId: 'main', files: list }), fingerprint));
}

function vip(instance: VrrpInstanceConf, a: ConfAddress): string {
  const vmac = instance.useVmac && a.family === instance.family;
  return `${a.address}/${a.prefixLength} ${a.dev ?? (vmac ? `vrrp.${instance.vrid}` : instance.interface)}`;
}

describe.runIf(canRunKeepalived)('keepalived itself (needs root, keepalived, iproute2)', () => {
  beforeAll(makeNamespace);
  afterAll(removeNamespace);

  it.each(Object.entries(CONFIGS))('reports what was read: %s', async (_, files) => {
    const asked = await ask(files);
    expect(asked.length).toBeGreaterThan(0);
    expect(
      parse(files).instances.map((i) => ({
        name: i.name,
        vrid: i.vrid,
        priority: i.priority,
        advertIntervalMs: i.advertIntervalMs,
        version: i.version,
        nopreempt: i.nopreempt,
        preemptDelayS: Math.floor(i.preemptDelayS),
        authType: i.authType,
        authFingerprint: i.authFingerprint,
        vips: i.vips.map((a) => vip(i, a)),
        excludedVips: i.excludedVips.map((a) => vip(i, a)),
        interface: i.useVmac ? `vrrp.${i.vrid}` : i.interface,
        unicastPeers: i.unicastPeers,
        downTimerAdverts: i.downTimerAdverts,
      })),
    ).toEqual(
      asked.map(({ authData, ...r }) => ({ ...r, authFingerprint: authData === null ? null : fingerprint(authData) })),
    );
  });

  it.each(
    Object.entries(CONFIGS).filter(
      ([name, files]) => Object.keys(files).length === 1 && !name.includes('missing brace'),
    ),
  )('complains about no line that was read without a problem: %s', (_, files) => {
    const lines = new Set(parse(files).problems.map((p) => p.line));
    expect(complaints(files).filter((line) => !lines.has(line))).toEqual([]);
  });
});
