import { cleanText, messageOf } from '../source.js';
import type { SshHost } from './ssh-config.js';

/** What went wrong with a connection, in words for the operator. */
export function connectReason(error: unknown, host: SshHost): string {
  const where = `${host.hostname}:${host.port}`;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const message = messageOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return `connection refused by ${where}`;
    case 'ETIMEDOUT':
      return `no answer from ${where}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name ${host.hostname} is not known`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `no route to ${where}`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `connection reset by ${where}`;
    default:
  }
  if (/timed out while waiting for handshake/i.test(message)) return `no answer from ${where}`;
  if (/keepalive timeout/i.test(message)) return `no answer from ${where} for 8 s`;
  if (/connection lost before handshake/i.test(message)) return `${where} closed the connection before the login`;
  if (/no matching/i.test(message)) {
    return `${cleanText(message)}: an old SSH server; set \`legacy: true\` for this node if you accept SHA-1`;
  }
  return cleanText(message);
}
