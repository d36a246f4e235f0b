import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PageServer, startPageServer } from '../../../../local/page/server.ts';
import { findFreePort } from '../../../../local/process/port.ts';

let folder: string;
let port: number;
let page: PageServer;
let api: Server;
const asked: { method: string; url: string; body: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>the page');
  await writeFile(join(folder, 'assets/app-12345678.js'), 'export {}');
  await writeFile(join(folder, '.secret'), 'no');
  await writeFile(join(folder, '..', 'outside.txt'), 'no');
  api = createServer(async (asking, response) => {
    let body = '';
    for await (const chunk of asking) body += chunk;
    asked.push({ method: asking.method ?? '', url: asking.url ?? '', body });
    response.writeHead(207, { 'x-request-id': 'r-1' }).end('from the API');
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  port = await findFreePort();
  page = await startPageServer({
    folder,
    port,
    apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}/_aws/execute-api/abc`,
    endpoint: 'http://127.0.0.1:4566',
  });
});

afterAll(async () => {
  await page.stop();
  api.close();
  await rm(folder, { recursive: true });
});

interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** fetch would not let a test choose the host. */
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port, path, method, headers: { host: `localhost:${port}`, ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    asking.on('error', reject).end(body);
  });
}

describe('the page’s server', () => {
  it.each(['/', '/people', '/photographs/0a1b/execution?label=Dog'])(
    'begins every address of the page with index.html, asked for anew each time: %s',
    async (path) => {
      const { status, text, headers } = await ask(path);

      expect([status, text]).toEqual([200, '<!doctype html>the page']);
      expect(headers['cache-control']).toBe('no-cache');
    },
  );

  it('lets a browser keep for ever what is named by its content', async () => {
    const { headers } = await ask('/assets/app-12345678.js');

    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it.each([
    '/assets/gone.js',
    '/.secret',
    '/../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/%00.js',
    '/%',
  ])('has no %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it('forbids everything inline and every other origin but the storage', async () => {
    const { headers } = await ask('/');

    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob: " +
        "http://127.0.0.1:4566 http://localhost:4566; connect-src 'self' http://127.0.0.1:4566 http://localhost:4566; " +
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('passes the API’s paths on, with method, query and body, and its answer back', async () => {
    const { status, text, headers } = await ask('/api/uploads?x=1%202', {
      method: 'POST',
      body: '{"files":[]}',
    });

    expect(asked.at(-1)).toEqual({
      method: 'POST',
      url: '/_aws/execute-api/abc/api/uploads?x=1%202',
      body: '{"files":[]}',
    });
    expect([status, text, headers['x-request-id']]).toEqual([207, 'from the API', 'r-1']);
  });

  it.each([
    ['another name for this machine, as DNS rebinding makes one', '/', { headers: { host: 'evil.example' } }],
    ['a page of elsewhere', '/api/images', { headers: { origin: 'https://evil.example' } }],
    ['a page on another port', '/api/images', { headers: { origin: 'http://localhost:1' } }],
    ['a form of elsewhere', '/api/uploads', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }],
  ])('answers nothing to %s', async (_, path, options) => {
    const before = asked.length;

    const { status, text } = await ask(path, options);

    expect(status).toBe(403);
    expect(text).toMatch(/^Expected .* but found .*\n$/);
    expect(asked).toHaveLength(before);
  });

  it('takes the page’s own requests', async () => {
    const headers = { origin: `http://localhost:${port}`, 'sec-fetch-site': 'same-origin' };

    expect((await ask('/api/uploads', { method: 'POST', headers })).status).toBe(207);
  });

  it('lets the page ask where people sign in, and nobody else', async () => {
    const other = await startPageServer({
      folder,
      port: await findFreePort(),
      apiUrl: 'http://127.0.0.1:9',
      endpoint: 'http://127.0.0.1:4566',
      signIn: ['http://localhost:4566', 'https://sign-in.example.com'], // the first is where the storage is too
    });

    const { headers } = await fetch(other.url.replace('localhost', '127.0.0.1'));

    expect(headers.get('content-security-policy')).toContain(
      "connect-src 'self' http://127.0.0.1:4566 http://localhost:4566 https://sign-in.example.com;",
    );
    await other.stop();
  });

  it('says so when the API is gone', async () => {
    const other = await startPageServer({
      folder,
      port: await findFreePort(),
      apiUrl: `http://127.0.0.1:${await findFreePort()}`,
      endpoint: 'http://127.0.0.1:4566',
    });

    const response = await fetch(new URL('/api/config', other.url.replace('localhost', '127.0.0.1')));

    expect(response.status).toBe(502);
    expect(await response.text()).toContain('The API does not answer');
    await other.stop();
  });
});
