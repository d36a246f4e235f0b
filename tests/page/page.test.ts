// The page on a real local cloud: dropped files become records, and every view shows what is really there.

import { mkdtemp, rm } from 'node:fs/promises';
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
import { drawFolder } from './pictures.ts';
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
      files: await drawFolder(folder),
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
    expect(seen.found).toBe(1);
    expect(seen.words).toEqual(['HELLO']);
    expect(seen.boxes).toBeGreaterThan(0);
  });

  it('shows the execution that it had, state by state', () => {
    expect(seen.states).toEqual(expect.arrayContaining(['ExtractMetadata', 'DetectText', 'StoreRecord']));
  });

  it('leaves nothing to complain about in the console', () => {
    expect(problems).toEqual([]);
  });
});
