// How the page bears a hundred thousand photographs: what it mounts, how long its tasks are and what it keeps, while somebody
// scrolls for ten seconds through a window of 2560 × 1300 pixels. The API is the tests' own, so that only the page counts.
//
//   npm run bench:page [-- <photographs>]

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../packages/web/tests/support/browser.ts';
import { startFakeApi } from '../packages/web/tests/support/fake-api.ts';
import { buildPage } from '../stack/page/build.ts';

const count = Number(process.argv[2] ?? 100_000);

/** In the browser. */
const WATCH = `
  globalThis.tasks = [];
  globalThis.shifts = 0;
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) shifts += value; })
    .observe({ type: 'layout-shift', buffered: true });`;

const folder = await mkdtemp(join(tmpdir(), 'page-bench-'));
await buildPage({ folder });
const [browser, api] = await Promise.all([launchBrowser(), startFakeApi({ count, distFolder: folder })]);
try {
  const { page } = await openPage(browser, { viewport: { width: 2_560, height: 1_300 } });
  await page.addInitScript(WATCH);
  await page.goto(api.url);
  await page.locator('[data-image-id]').first().waitFor();
  await page.waitForTimeout(1_500);
  await page.evaluate('tasks.length = 0'); // what loading took is another question
  await page.mouse.move(1_200, 700);

  let mostTiles = 0;
  for (let turn = 0; turn < 100; turn++) {
    await page.mouse.wheel(0, turn % 20 === 19 ? 40_000 : 900);
    await page.waitForTimeout(100);
    if (turn % 5 === 0) mostTiles = Math.max(mostTiles, await page.locator('.tile').count());
  }
  const tasks = (await page.evaluate('tasks')) as number[];
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');

  console.table({
    photographs: count.toLocaleString('en'),
    'most tiles mounted': mostTiles,
    'tasks above 50 ms': tasks.length,
    'longest of them, ms': Math.round(Math.max(0, ...tasks)),
    'layout shift': Number(await page.evaluate('shifts')).toFixed(4),
    'heap, MB': (usedSize / 1e6).toFixed(1),
  });
} finally {
  await browser.close();
  await api.stop();
  await rm(folder, { recursive: true, force: true });
}
