import { CONF_BUNDLE_COMMAND } from '../../protocol/conf/bundle.js';
import { quote } from '../shell.js';
import { lastLine, messageOf } from '../source.js';
import { openTransport, type TransportOptions } from '../ssh/open-transport.js';
import { ADDRESSES, VERSION } from './probe-commands.js';
import { scriptFilesScript } from './script-files.js';
import { makeSession, type Session } from './session.js';

/** A node's configuration and what lint wants to know beside it, as the node's programs print it. */
export interface NodeConf {
  /** keepalived.conf with its includes; passwords are still in it. */
  bundle: string;
  version: string;
  addresses: string;
  scriptFiles: string;
}

const PATIENCE_MS = 15_000;

/**
 * Reads it over one connection of its own, that is closed then.
 * @param path of keepalived.conf there; `auto`: that of the running keepalived.
 * @returns the reason where the node or its configuration cannot be reached. Never rejects.
 */
export async function readNodeConf(options: TransportOptions, path: string): Promise<NodeConf | string> {
  const over = new AbortController();
  try {
    const transport = await openTransport(options);
    try {
      await transport.connect();
      const session = makeSession(transport, over.signal);
      const main = path === 'auto' ? '' : path;
      const conf = await session.run(`set -- ${quote(main)} sudo\n${CONF_BUNDLE_COMMAND}`, PATIENCE_MS);
      if (conf.code !== 0) return `keepalived's configuration cannot be read: ${conf.failure ?? lastLine(conf.stderr)}`;
      return {
        bundle: conf.stdout,
        version: await said(session, `${VERSION} 2>&1`),
        addresses: await said(session, ADDRESSES),
        scriptFiles: await said(session, scriptFilesScript(conf.stdout)),
      };
    } finally {
      over.abort();
      transport.close();
    }
  } catch (error) {
    return messageOf(error);
  }
}

async function said(session: Session, script: string): Promise<string> {
  return (await session.run(script, PATIENCE_MS)).stdout;
}
