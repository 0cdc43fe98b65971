import { createSocket, type Socket } from 'node:dgram';
import { joinAddresses } from './interfaces.js';

const GROUPS = { 4: '224.0.0.18', 6: 'ff02::12' } as const;

/**
 * Joins the groups of VRRP, so that a switch with IGMP or MLD snooping sends them here. What cannot be joined is passed
 * over: the capture shows what arrives in any case.
 * @returns leaves the groups again.
 */
export function joinGroups(iface: string): () => void {
  const sockets: Socket[] = [];
  for (const { family, address } of joinAddresses(iface)) {
    const socket = createSocket({ type: family === 4 ? 'udp4' : 'udp6', reuseAddr: true });
    socket.on('error', () => {});
    socket.bind(0, () => {
      try {
        socket.addMembership(GROUPS[family], address);
      } catch {
        // No multicast on this interface.
      }
    });
    socket.unref();
    sockets.push(socket);
  }
  return () => {
    for (const socket of sockets.splice(0)) {
      try {
        socket.close();
      } catch {
        // It failed to open and is closed already.
      }
    }
  };
}
