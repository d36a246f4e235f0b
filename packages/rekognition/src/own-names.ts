// No web page elsewhere reaches the server through the browser of whoever runs it: not by a form or a script, nor by DNS
// rebinding, where the name of a foreign page comes to mean 127.0.0.1 and its scripts may read the answers.

import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = String.raw`(localhost|([\w-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])`;
/** `host.docker.internal` is a container's name for its host. Nobody can have `localhost` or `internal`: they are reserved. */
const OWN_HOST = new RegExp(`^(${LOOPBACK}|host\\.docker\\.internal)(:\\d{1,5})?$`, 'i');
const OWN_ORIGIN = new RegExp(`^https?://${LOOPBACK}(:\\d{1,5})?$`, 'i');

/**
 * @param address - What the server listens on. On a network it has names that only its owner knows, so any will do.
 * @returns Why the request is refused, or undefined where it may be answered.
 */
export function refuseForeign(
  { headers, method = 'GET' }: Pick<IncomingMessage, 'headers' | 'method'>,
  address: string | AddressInfo | null,
): string | undefined {
  const { host = '', origin } = headers;
  if (isLoopback(address) && !OWN_HOST.test(host))
    return `Expected a name of this machine as Host but found "${host}"`;
  if (origin !== undefined && !OWN_ORIGIN.test(origin))
    return `Expected a page of this machine as Origin but found "${origin}"`;
  if (origin === undefined && headers['sec-fetch-site'] === 'cross-site' && method !== 'GET')
    return 'Expected a page of this machine but found one that does not say its Origin';
  return undefined;
}

function isLoopback(address: string | AddressInfo | null): boolean {
  return typeof address === 'object' && address !== null && /^(127\.|::1$)/.test(address.address);
}
