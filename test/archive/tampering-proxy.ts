import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers in the archive's stead; false lets the request through. */
export type Tamper = (req: IncomingMessage, res: ServerResponse) => boolean;

export interface TamperingProxy {
  /** DICOMweb root behind the proxy. */
  readonly url: string;
  /** From now on; undefined: everything goes through. */
  tamper(how: Tamper | undefined): void;
  stop(): Promise<void>;
}

/** Stands between the gateway and a real archive, and does to their talk what networks and sick archives do. */
export async function startTamperingProxy(archiveUrl: string): Promise<TamperingProxy> {
  const target = new URL(archiveUrl);
  let tamper: Tamper | undefined;
  const server = createServer((req, res) => {
    if (tamper?.(req, res) === true) return void req.resume();
    const onward = request({ host: target.hostname, port: target.port, method: req.method, path: req.url, headers: req.headers }, answer => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    tamper: how => void (tamper = how),
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
