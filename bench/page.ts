// How the page bears a hundred thousand photographs: what it mounts, how long its tasks are and what it keeps, while somebody
// scrolls for ten seconds through a window of 2560 × 1300 pixels. The API is the tests' own, so that only the page counts.
//
//   npm run bench:page [-- <photographs>]

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import { launchBrowser, openPage } from '../packages/web/tests/support/browser.ts';
import { startFakeApi } from '../packages/web/tests/support/fake-api.ts';
import { buildPage } from '../stack/page/build.ts';

const count = Number(process.argv[2] ?? 100_000);

/** In the browser. CLS is the worst window of shifts: a second apart at most, five in all. {@link https://web.dev/articles/cls} */
const WATCH = `
  globalThis.tasks = [];
  globalThis.cls = 0;
  let first = 0, last = 0, sum = 0;
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, startTime, hadRecentInput } of list.getEntries()) {
      if (hadRecentInput) continue;
      if (startTime - last > 1000 || startTime - first > 5000) { first = startTime; sum = 0; }
      last = startTime;
      sum += value;
      cls = Math.max(cls, sum);
    }
  }).observe({ type: 'layout-shift', buffered: true });`;

interface Measured {
  what: string;
  measured: number;
  atMost: number;
}

const folder = await mkdtemp(join(tmpdir(), 'page-bench-'));
await buildPage({ folder });
const [browser, api] = await Promise.all([launchBrowser(), startFakeApi({ count, distFolder: folder })]);
try {
  const { page } = await openPage(browser, {
    viewport: { width: 2_560, height: 1_300 },
    reducedMotion: 'no-preference',
  });
  await page.addInitScript(WATCH);
  await page.goto(api.url);
  await page.locator('[data-image-id]').first().waitFor();
  await page.waitForTimeout(1_500);
  await page.evaluate('tasks.length = 0'); // what loading took is another question
  const session = await page.context().newCDPSession(page);
  const longestCpuMs = await watchCpu(session);
  await page.mouse.move(1_200, 700);

  let mostTiles = 0;
  for (let turn = 0; turn < 100; turn++) {
    await page.mouse.wheel(0, turn % 20 === 19 ? 40_000 : 900);
    await page.waitForTimeout(100);
    if (turn % 5 === 0) mostTiles = Math.max(mostTiles, await page.locator('.tile').count());
  }
  const tasks = (await page.evaluate('tasks')) as number[];
  const cpuMs = await longestCpuMs();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');

  const lines: Measured[] = [
    { what: 'tasks above 50 ms', measured: tasks.length, atMost: 0 },
    { what: 'tiles mounted', measured: mostTiles, atMost: 300 },
    { what: 'heap, MB', measured: usedSize / 1e6, atMost: 80 },
    { what: 'cumulative layout shift', measured: (await page.evaluate('cls')) as number, atMost: 0.1 },
  ];
  console.log(`${count.toLocaleString('en')} photographs, ten seconds of scrolling, 2560 × 1300 pixels`);
  for (const { what, measured, atMost } of lines) {
    const shown = Number(measured.toFixed(3)).toLocaleString('en');
    console.log(
      `${measured <= atMost ? '✓' : '✗'} ${what.padEnd(24)} ${shown.padStart(7)}   at most ${atMost}`,
    );
  }
  const longest = Math.round(Math.max(0, ...tasks));
  console.log(
    `  the longest task took ${longest > 0 ? `${longest} ms` : 'less than 50 ms'}; of the processor ${cpuMs} ms`,
  );
  if (lines.some(({ measured, atMost }) => measured > atMost)) process.exitCode = 1;
} finally {
  await browser.close();
  await api.stop();
  await rm(folder, { recursive: true, force: true });
}

interface TraceEvent {
  name?: string;
  pid: number;
  tid: number;
  /** Microseconds of the processor. */
  tdur?: number;
  args?: { name?: string };
}

/** On a machine that does other things too, a task waits for the processor: this says what the page's longest took of it. */
async function watchCpu(session: CDPSession): Promise<() => Promise<number>> {
  const longest = new Map<string, number>();
  const pages = new Set<string>();
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, pid, tid, tdur = 0, args } of value as unknown as TraceEvent[]) {
      const thread = `${pid} ${tid}`;
      if (name === 'thread_name' && args?.name === 'CrRendererMain') pages.add(thread);
      if (name?.endsWith('RunTask')) longest.set(thread, Math.max(longest.get(thread) ?? 0, tdur));
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  return async () => {
    const isOver = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await isOver;
    return Math.round(Math.max(0, ...[...pages].map((thread) => longest.get(thread) ?? 0)) / 1_000);
  };
}
