// The page on a real local cloud: dropped files become records, and every view shows what is really there.

import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { servePage } from '../../local/page/page.ts';
import type { PageServer } from '../../local/page/server.ts';
import { findFreePort } from '../../local/process/port.ts';
import { localFolder } from '../../local/project.ts';
import { launchBrowser, openPage } from '../../packages/web/tests/support/browser.ts';
import { createTerminal } from '../../terminal/terminal.mjs';
import { START_MS, startTestCloud, TEST_MS } from '../local/support/test-cloud.ts';
import { planAccident } from './accident.ts';
import { publishToCloudFront } from './cloudfront.ts';
import { drawFolder, drawLateArrival } from './pictures.ts';
import { type Seen, walk } from './walk.ts';

let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let page: PageServer;
let browser: Browser;
let folder: string;
let seen: Partial<Seen>;
let problems: string[];

beforeAll(
  async () => {
    folder = await mkdtemp(join(localFolder, 'test-page-'));
    [cloud, browser] = await Promise.all([startTestCloud(), launchBrowser()]);
    page = await servePage(cloud, {
      port: await findFreePort(),
      cloudFile: join(folder, 'no-cloud.json'),
      terminal: createTerminal(),
      signal: AbortSignal.timeout(START_MS),
    });
    const watched = await openPage(browser);
    ({ problems } = watched);
    seen = await walk(watched.page, {
      pageUrl: page.url,
      folder: await drawFolder(folder),
      late: await drawLateArrival(folder),
      accident: planAccident(cloud),
      shot: async () => {},
      patience: TEST_MS,
    });
  },
  START_MS + 2 * TEST_MS,
);

afterAll(async () => {
  await browser?.close();
  await page?.stop();
  await cloud?.remove();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('a folder that is dropped on the page', () => {
  it('ends as one tile for each file, also for the one that is no picture', () => {
    expect(seen.tiles).toBe(4);
    expect(seen.textFileSays).toMatch(/packing-list\.txt\s+Expected an image but found text\/plain/);
  });

  it('is found by the words of a picture, which can be selected on it', () => {
    expect(seen.foundByWords).toEqual(['summer/evening-by-the-sea.jpg']);
    expect(seen.words).toEqual(['HELLO']);
  });

  it('is found by a label, wherever the records have it and nowhere else', () => {
    expect(seen.label).toMatch(/^[A-Z]/);
    expect(seen.labelled).toContain('summer/evening-by-the-sea.jpg');
    expect(seen.foundByLabel).toEqual(seen.labelled);
  });

  it('has boxes where its record has them, at every zoom', () => {
    expect(new Set(seen.zooms?.map(({ percent }) => percent)).size).toBe(3);
    for (const { boxes, furthest } of seen.zooms ?? []) {
      expect(boxes).toBeGreaterThanOrEqual(2); // two faces
      expect(furthest).toBeLessThanOrEqual(1);
    }
  });

  it('shows the execution that it had, state by state', () => {
    expect(seen.states).toEqual(expect.arrayContaining(['ExtractMetadata', 'DetectText', 'StoreRecord']));
  });

  it('has a face that can be given a name, by which its other photographs are found', () => {
    expect(seen.people).toBe(1);
    expect(seen.foundByName).toEqual(['summer/ada-in-the-hills.jpg', 'summer/two-friends.jpg']);
  });

  it('can be deleted, brought back, and deleted for good', () => {
    expect(seen).toMatchObject({ afterUndo: 5, trashed: 1, afterDelete: 4, leftInTrash: 0 });
  });
});

describe('a photograph that failed', () => {
  it('says so with its reason, and succeeds when it is run again', () => {
    expect(seen.failedSays).toMatch(/dusk-in-the-valley\.jpg\s+Failed\s+The execution ended as ABORTED/);
    expect(seen.runAgain).toBe('SUCCEEDED');
  });
});

describe('the walk', () => {
  it('leaves nothing to complain about in the console', () => {
    expect(problems).toEqual([]);
  });
});

describe('CloudFront', () => {
  interface Answered {
    status: number;
    headers: Record<string, string | string[] | undefined>;
    text: string;
  }

  beforeAll(async () => {
    host = await publishToCloudFront(cloud);
  });
  let host: string;

  function ask(path: string): Promise<Answered> {
    const { port } = new URL(cloud.endpoint);
    const headers = { host, 'x-forwarded-proto': 'https' };
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      })
        .on('error', reject)
        .end();
    });
  }

  it.each(['/', '/people', '/photographs/0a1b/execution'])(
    'serves the page at %s from the private bucket, with its headers',
    async (path) => {
      const { status, text, headers } = await ask(path);

      expect(status).toBe(200);
      expect(text).toContain('<div id="root">');
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(headers['cache-control']).toBe('no-cache');
    },
  );

  it('serves what the page is made of, to be kept for ever', async () => {
    const [, script = ''] = /src="(\/assets\/[^"]+)"/.exec((await ask('/')).text) ?? [];

    expect((await ask(script)).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it('has the API on the same origin, whose 404 stays its own', async () => {
    expect(JSON.parse((await ask('/api/config')).text)).toMatchObject({ authentication: { kind: 'none' } });
    expect(JSON.parse((await ask(`/api/images/${'0'.repeat(32)}`)).text)).toMatchObject({ status: 404 });
  });
});
