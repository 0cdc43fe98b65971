import { passwordProblems } from '../diagnose/lint/passwords.js';
import type { LintFile, LintProblem } from '../diagnose/lint/types.js';
import { passwordFingerprint } from '../protocol/conf/fingerprint.js';
import { parseKeepalivedConf } from '../protocol/conf/parse.js';
import { redactConf } from '../protocol/conf/redact.js';
import { parseIpAddr } from '../protocol/ip-addr.js';
import { parseScriptFiles } from '../protocol/script-files.js';
import type { NodeConf } from '../sources/index.js';

/** One node's configuration, ready to be compared, and what only its passwords tell. */
export interface Linted {
  file: LintFile;
  problems: LintProblem[];
}

/**
 * @param bundle as read; its passwords are used here, and are not in what comes back.
 * @param key makes equal passwords of one run equal fingerprints.
 * @param configId what `@` lines are compared with; null = not known.
 */
export function lintable(node: string, bundle: string, key: Uint8Array, configId: string | null): Linted {
  const text = redactConf(bundle, (secret) => passwordFingerprint(key, secret));
  const conf = parseKeepalivedConf(text, configId === null ? {} : { configId });
  return { file: { node, conf, version: null }, problems: passwordProblems(node, bundle) };
}

/** The same of a node that was asked, with what it told of itself. */
export function lintableNode(node: string, told: NodeConf, key: Uint8Array): Linted {
  const { file, problems } = lintable(node, told.bundle, key, null);
  const links = parseIpAddr(told.addresses);
  const virtual = new Set(
    file.conf.instances.flatMap((i) => [...i.vips, ...i.excludedVips].map((v) => `${v.address}/${v.prefixLength}`)),
  );
  const all = links.ok ? links.interfaces : [];
  return {
    problems,
    file: {
      ...file,
      version: /Keepalived v(\d+(?:\.\d+)+)/.exec(told.version)?.[1] ?? null,
      links: all,
      addresses: all
        .filter((l) => l.name !== 'lo')
        .flatMap((l) =>
          l.addresses.filter((a) => !virtual.has(`${a.address}/${a.prefixLength}`)).map((a) => a.address),
        ),
      scriptFiles: parseScriptFiles(told.scriptFiles),
    },
  };
}
