// The page on this machine: the built files and the API on one origin, as CloudFront serves them.

import { readFile } from 'node:fs/promises';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { contentSecurityPolicy, fileHeaders, SECURITY_HEADERS } from '../../stack/page/headers.ts';
import { expectFreePort, HOST } from '../process/port.ts';

export interface PageServer {
  /** `http://localhost:4568/` */
  url: string;
  stop(): Promise<void>;
}

export interface PageServerOptions {
  /** Of the built files. */
  folder: string;
  port: number;
  /** Where the HTTP API answers, without `/api`; its paths are passed on below it. */
  apiUrl: string;
  /** Of the local cloud: pictures come from there and uploads go there. */
  endpoint: string;
  /** Origins that one signs in at. */
  signIn?: readonly string[];
}

/** @throws {LocalCloudError} When the port is taken. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { port, endpoint } = options;
  await expectFreePort(port, 'the page');
  const names = new Set([`localhost:${port}`, `${HOST}:${port}`]);
  const policy = contentSecurityPolicy(originsOf(endpoint), options.signIn);

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.setHeader('content-security-policy', policy);
    const refusal = refuse(request, names);
    if (refusal) response.writeHead(403, { 'content-type': 'text/plain' }).end(refusal);
    else if (isApi(request.url)) passOn(request, response, options.apiUrl);
    else void sendFile(request, response, options.folder);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://localhost:${port}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Another site's page can reach this machine by a name of its own (DNS rebinding) or by a form; it is answered nothing.
 *
 * @returns Why, in one sentence.
 */
function refuse({ headers, method }: IncomingMessage, names: ReadonlySet<string>): string | undefined {
  if (!names.has(headers.host ?? '')) {
    return `Expected the host ${[...names].join(' or ')} but found ${headers.host ?? 'none'}\n`;
  }
  const { origin } = headers;
  if (origin !== undefined && !names.has(origin.replace(/^http:\/\//, ''))) {
    return `Expected a request of this page but found one of ${origin}\n`;
  }
  const site = headers['sec-fetch-site'];
  if (method !== 'GET' && method !== 'HEAD' && site === 'cross-site') {
    return 'Expected a request of this page but found one of another site\n';
  }
  return undefined;
}

const isApi = (url = '') => url === '/api' || url.startsWith('/api/') || url.startsWith('/api?');

function passOn(request: IncomingMessage, response: ServerResponse, apiUrl: string): void {
  const target = new URL(apiUrl);
  const asking = ask(
    {
      host: target.hostname,
      port: target.port,
      path: target.pathname.replace(/\/$/, '') + request.url,
      method: request.method,
      headers: { ...request.headers, host: target.host, connection: 'keep-alive' },
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  asking.on('error', ({ message }) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.writeHead(502, { 'content-type': 'text/plain' }).end(`The API does not answer: ${message}\n`);
  });
  response.on('close', () => asking.destroy());
  request.pipe(asking);
}

/** Every address of the page that is no file begins with index.html. */
async function sendFile(request: IncomingMessage, response: ServerResponse, folder: string): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = toFilePath(request.url ?? '/');
  const bytes = path === undefined ? undefined : await readFile(join(folder, path)).catch(() => undefined);
  if (!bytes || path === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such file\n');
    return;
  }
  const { contentType, cacheControl } = fileHeaders(path);
  response.writeHead(200, {
    'content-type': contentType,
    'cache-control': cacheControl,
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** @returns Undefined for what leads out of the folder, or is no path at all. */
function toFilePath(url: string): string | undefined {
  const { pathname } = new URL(url, 'http://localhost');
  let path: string;
  try {
    path = normalize(decodeURIComponent(pathname)).slice(1);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.split('/').some((part) => part.startsWith('.'))) return undefined;
  return extname(path) === '' ? 'index.html' : path;
}

/** The cloud answers by number and by name. */
function originsOf(endpoint: string): string[] {
  const { port, protocol, hostname } = new URL(endpoint);
  return [...new Set([hostname, 'localhost'])].map((name) => `${protocol}//${name}:${port}`);
}
