// Whether a port of this machine is free.

import { createServer } from 'node:net';
import { LocalCloudError } from '../errors.ts';

export const HOST = '127.0.0.1'; // nothing of the local cloud is for other machines

/**
 * @param what - Who needs the port, as in "the emulator".
 * @throws {LocalCloudError} That names the port and how to take another.
 */
export async function expectFreePort(port: number, what: string): Promise<void> {
  const error = await tryToListen(port);
  if (!error) return;
  const reason =
    error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code})`;
  throw new LocalCloudError(
    `Port ${port}, for ${what}, ${reason}: stop that program, or take another port with --port`,
  );
}

/** @returns A port that was free just now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function tryToListen(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer().once('error', resolve);
    server.listen(port, HOST, () => server.close(() => resolve(undefined)));
  });
}
