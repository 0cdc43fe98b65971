import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passwordFingerprint } from '../../../src/protocol/conf/fingerprint.js';
import { parseKeepalivedConf } from '../../../src/protocol/conf/parse.js';
import { redactConf } from '../../../src/protocol/conf/redact.js';

const key = Uint8Array.from({ length: 16 }, (_, i) => i);
const redact = (text: string): string => redactConf(text, (secret) => passwordFingerprint(key, secret));

describe('passwordFingerprint', () => {
  it('is equal for equal first 8 characters, and only then', () => {
    expect(passwordFingerprint(key, 'abcdefghXX')).toBe(passwordFingerprint(key, 'abcdefgh'));
    expect(passwordFingerprint(key, 'abcdefgX')).not.toBe(passwordFingerprint(key, 'abcdefgh'));
    expect(passwordFingerprint(key, 'abcdefgh')).toMatch(/^[0-9a-f]{8}$/);
  });
  it('is that of SipHash-2-4', () => {
    // The reference vector for 8 bytes 0 to 7 under the key 0 to 15 (little endian) is 0x93f5f5799a932462.
    expect(passwordFingerprint(key, '\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007')).toBe('6224939a');
  });
  it('depends on the key', () => {
    expect(passwordFingerprint(new Uint8Array(16), '1111')).not.toBe(passwordFingerprint(key, '1111'));
  });
});

describe('redactConf', () => {
  const fp = (secret: string): string => `redacted:${passwordFingerprint(key, secret)}`;
  it.each<[string, string]>([
    ['  auth_pass s3cret77\n', `  auth_pass ${fp('s3cret77')}\n`],
    ['\tauth_pass\t"s3 #ret"   # the old one was 0ldpass\r\n', `\tauth_pass\t${fp('s3 #ret')}\r\n`],
    ['auth_pass s3c!ret', `auth_pass ${fp('s3c')}`],
    [
      'authentication { auth_type PASS\n auth_pass s3cret }',
      `authentication { auth_type PASS\n auth_pass ${fp('s3cret')} }`,
    ],
    ['auth_type PASS auth_pass s3cret', `auth_type PASS auth_pass ${fp('s3cret')}`],
    ['# auth_pass s3cret', `# auth_pass ${fp('s3cret')}`],
    ['@db201 auth_pass s3cret', `@db201 auth_pass ${fp('s3cret')}`],
    ['$A= \\\n auth_pass s3cret \\\n', `$A= \\\n auth_pass ${fp('s3cret')} \\\n`],
    ['$P=s3cret\nauth_pass $P\n', `$P=${fp('s3cret')}\nauth_pass $P\n`],
    ['@a $Q=s3cret\n$P=$Q\nauth_pass $P $Q\n', `@a $Q=${fp('s3cret')}\n$P=$Q\nauth_pass $P\n`],
    [`$P= \\\n s3cret\nauth_pass \${P}`, `$P= \\\n${fp('s3cret')}\nauth_pass \${P}`],
    ['~LST(P, s3cret, 0ther) auth_pass $P', `~LST(P, ${fp('s3cret')}, ${fp('0ther')}) auth_pass $P`],
    [
      'auth_hmac {\n key_id 1\n key "s3cret"\n}\npriority 9',
      `auth_hmac {\n key_id ${fp('1')}\n key ${fp('s3cret')}\n}\npriority 9`,
    ],
    ['script "/usr/bin/mysql -uroot -ps3cret -e 1"', `script "/usr/bin/mysql -uroot -p${fp('s3cret')} -e 1"`],
    ['script "/bin/chk --password=s3cret -v"', `script "/bin/chk --password=${fp('s3cret')} -v"`],
    ['script "MYSQL_PWD=s3cret /bin/chk"', `script "MYSQL_PWD=${fp('s3cret')} /bin/chk"`],
    ['script "curl http://u:s3cret@localhost/"', `script "curl http://u:${fp('s3cret')}@localhost/"`],
    ['virtual_router_id 51 # auth_passive', 'virtual_router_id 51 # auth_passive'],
  ])('%j', (text, expected) => {
    const redacted = redact(text);
    expect(redacted).toBe(expected);
    expect(redact(redacted)).toBe(redacted);
  });

  it('lets no password through, in whatever form it is written, and keeps lines and equality', () => {
    const password = fc.stringMatching(/^[A-Z][A-Z0-9]{5,11}$/).map((s) => `Zq${s}`);
    const form = fc.constantFrom(
      (p: string) => ` auth_pass ${p}`,
      (p: string) => `\tauth_pass "${p}"`,
      (p: string) => ` auth_pass ${p} # ${p}`,
      (p: string) => ` @^other auth_pass ${p} // ${p}`,
      (p: string) => `#auth_pass ${p}`,
    );
    fc.assert(
      fc.property(password, password, form, form, fc.constantFrom('\n', '\r\n'), (a, b, formA, formB, eol) => {
        const one = (name: string, line: string): string =>
          [
            `vrrp_instance ${name} {`,
            ' virtual_router_id 1',
            ' authentication',
            ' {',
            '  auth_type PASS',
            line,
            ' }',
            '}',
            '',
          ].join(eol);
        const text = one('A', formA(a)) + one('B', formB(b));
        const redacted = redact(text);
        expect(redacted).not.toContain(a);
        expect(redacted).not.toContain(b);
        expect(redacted.split('\n')).toHaveLength(text.split('\n').length);
        const [first, second] = parseKeepalivedConf(redacted, { configId: 'x' }).instances;
        if (first?.authFingerprint != null && second?.authFingerprint != null) {
          expect(first.authFingerprint === second.authFingerprint).toBe(a.slice(0, 8) === b.slice(0, 8));
        }
      }),
    );
  });

  it('is quick on hostile text', () => {
    const hostile = [
      'mysql '.repeat(200_000),
      '$a=$'.repeat(250_000),
      '"'.repeat(1_000_000),
      `${'mysql '.repeat(300)}\n`.repeat(500),
    ];
    const began = performance.now();
    for (const text of hostile) redact(text);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
