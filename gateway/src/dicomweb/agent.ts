import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** Shorter than any server keeps an idle connection (Orthanc: one second), so that none is used in the moment it is closed. */
const REUSE_WITHIN_MS = 500;

/**
 * Connections that are used again at once. Node's own agent reuses none whose server announces one second, which costs a connection for
 * every slice of a series.
 */
export function connectionAgent(protocol: 'http:' | 'https:'): http.Agent {
  const agent = protocol === 'https:' ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  agent.keepSocketAlive = stream => {
    const socket = stream as Socket;
    socket.setKeepAlive(true);
    socket.unref();
    socket.setTimeout(REUSE_WITHIN_MS);
    return true;
  };
  return agent;
}
