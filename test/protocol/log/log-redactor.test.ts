import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogRedactor } from '../../../src/protocol/log/log-redactor.js';

const LOG = [
  'Nov 23 15:07:07 db201 Keepalived_vrrp[218]:    Authentication type = SIMPLE_PASSWORD',
  'Nov 23 15:07:07 db201 Keepalived_vrrp[218]:    Password = s3cret',
  'Nov 23 15:07:07 db201 Keepalived_vrrp[218]: (vi_w) Entering BACKUP STATE',
  'Nov 23 15:07:08 db201 root: sed -i "s/auth_pass s3cret/auth_pass 0th"er/" keepalived.conf',
  'Nov 23 15:07:09 db201 Keepalived_vrrp[218]:    Password = s3cret',
].join('\n');
const WANT = LOG.replaceAll('Password = s3cret', 'Password = ******').replace(
  /auth_pass s3cret.*/,
  (secret) => `auth_pass ${'*'.repeat(secret.length - 10)}`,
);

function redacted(text: string, cuts: number[]): string {
  const redactor = new LogRedactor();
  const edges = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  let out = '';
  for (let i = 1; i < edges.length; i++) {
    const chunk = Buffer.from(text.slice(edges[i - 1], edges[i]));
    redactor.redact(chunk);
    out += chunk.toString();
  }
  return out;
}

describe('LogRedactor', () => {
  it('blanks what stands behind a marker and nothing else', () => expect(redacted(LOG, [])).toBe(WANT));

  it('does so however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 40 }), (cuts) => {
        expect(redacted(LOG, cuts)).toBe(WANT);
      }),
    );
    expect(
      redacted(
        LOG,
        Array.from(LOG, (_, i) => i),
      ),
    ).toBe(WANT);
  });
});
