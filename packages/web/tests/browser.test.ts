// The built page in Chromium, over an API that keeps the contract: what only a browser can tell.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, type Watched } from './support/browser.ts';
import { type FakeApi, startFakeApi } from './support/fake-api.ts';

const axeSource: string = createRequire(import.meta.url)('axe-core').source;

let dist: string;
let browser: Browser;
let api: FakeApi;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'page-'));
  const vite = fileURLToPath(new URL('../../../node_modules/vite/bin/vite.js', import.meta.url));
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', fileURLToPath(new URL('..', import.meta.url)), '--outDir', dist, '--emptyOutDir'],
    { env: { ...process.env, NODE_ENV: 'production' } },
  );
  [browser, api] = await Promise.all([launchBrowser(), startFakeApi({ count: 400, distFolder: dist })]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await api?.stop();
  await rm(dist, { recursive: true, force: true });
});

/** Runs with a page of its own, which must not have complained. */
async function withPage(
  work: (watched: Watched) => Promise<void>,
  options: Parameters<typeof openPage>[1] = {},
): Promise<void> {
  const watched = await openPage(browser, options);
  try {
    await work(watched);
    expect(watched.problems).toEqual([]);
  } finally {
    await watched.close();
  }
}

const photographs = (page: Page) => page.locator('[data-image-id]');
const idOf = (status: string) => api.cards.find((card) => card.status === status)?.imageId ?? '';

async function openTimeline(page: Page, search = ''): Promise<void> {
  await page.goto(`${api.url}/${search}`);
  await photographs(page).first().waitFor();
}

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** WCAG 2.2 AA, and what axe calls best practice. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map((node) => `${node.html}\n${node.failureSummary}`).join('\n')}`,
  );
}

describe.each(['light', 'dark'] as const)('axe, %s,', (colorScheme) => {
  const views: [string, () => string, string][] = [
    ['the timeline', () => '/', '[data-image-id]'],
    ['a search', () => '/?label=Dog&-label=Sea&status=SUCCEEDED', '[data-image-id]'],
    ['nothing found', () => '/?label=Unicorn', '.state h1'],
    ['a photograph', () => `/photographs/${api.cards[0]?.imageId}`, '.stage img'],
    ['a photograph in part', () => `/photographs/${idOf('PARTIAL')}`, '.panel'],
    ['a file that is no picture', () => `/photographs/${idOf('UNSUPPORTED')}`, '.panel'],
    ['a photograph that is not there', () => `/photographs/${'0'.repeat(32)}`, '.state h1'],
    ['an execution that runs', () => `/photographs/${idOf('PROCESSING')}/execution`, '.machine'],
    ['an execution that failed', () => `/photographs/${idOf('FAILED')}/execution`, '.machine'],
    ['people', () => '/people', '.people-faces'],
    ['activity', () => '/activity', '.figures'],
    ['the trash', () => '/trash', '.state h2'],
    ['an address that is none', () => '/nowhere', '.state h1'],
  ];

  it.each(views)('finds nothing in %s', async (_, path, shown) => {
    const { page, problems, close } = await openPage(browser, { colorScheme });
    await page.goto(api.url + path());
    await page.locator(shown).first().waitFor();

    const barriers = await findBarriers(page);

    expect(barriers).toEqual([]);
    expect(problems.filter((problem) => !/404/.test(problem))).toEqual([]); // Chromium reports what is not there
    await close();
  });

  it('finds nothing in the open search, the settings and the list of keys', async () => {
    await withPage(
      async ({ page }) => {
        await openTimeline(page);
        await page.keyboard.press('/');
        await page.locator('[role=option]').first().waitFor();
        expect(await findBarriers(page)).toEqual([]);

        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Settings' }).click();
        expect(await findBarriers(page)).toEqual([]);

        await page.getByRole('menuitem', { name: 'Keyboard' }).click();
        await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
        expect(await findBarriers(page)).toEqual([]);
      },
      { colorScheme },
    );
  });
});

describe('what an API answers', () => {
  it('is shown as text, and never becomes markup or script', async () => {
    await withPage(async ({ page }) => {
      const evil = api.cards.find(({ name }) => name.includes('<'));
      await page.goto(`${api.url}/photographs/${evil?.imageId}`);
      await page.locator('.stage img').waitFor();
      await page.locator('summary').filter({ hasText: 'JSON' }).click();

      expect(await page.locator('img[src="x"], .panel script').count()).toBe(0);
      expect(await page.title()).not.toBe('broken');
      for (const text of ['<img src=x onerror=alert(1)>', '<script>document.title = "broken"</script>']) {
        expect(await page.locator('.panel').innerText()).toContain(text);
      }

      await page.goto(`${api.url}/people`);
      await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    });
  });

  it('may lack whole routes, and the rest goes on', async () => {
    const old = await startFakeApi({
      count: 40,
      distFolder: dist,
      missing: ['getStatus', 'listExecutions', 'getImageExecution', 'listPeople', 'getSuggestions'],
    });
    const { page, close } = await openPage(browser);

    await page.goto(`${old.url}/activity`);
    await page.getByText('This stack does not offer it yet').waitFor();
    expect(await page.getByText('photographs failed').isVisible()).toBe(true);
    await page.goto(`${old.url}/photographs/${old.cards[0]?.imageId}/execution`);
    await page.getByText('This stack does not offer it yet').waitFor();
    await page.goto(`${old.url}/people`);
    await page.getByText('This stack does not offer it yet').waitFor();
    await page.goto(`${old.url}/`);
    await page.locator('[data-image-id]').first().waitFor(); // without counts of months: one list

    await close();
    await old.stop();
  });
});

describe('boxes', () => {
  it.each([1, 3, 8])('lie where they belong at %d times the size', async (factor) => {
    await withPage(async ({ page }) => {
      await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
      await page.locator('.box-line').first().waitFor();
      const stage = await page.locator('.stage').boundingBox();
      await page.mouse.move(
        (stage?.x ?? 0) + (stage?.width ?? 0) * 0.3,
        (stage?.y ?? 0) + (stage?.height ?? 0) * 0.6,
      );
      if (factor > 1) await page.mouse.wheel(0, -Math.log(factor) / 0.0022);
      await page.waitForTimeout(150);

      const [picture, box] = await page.evaluate(() =>
        ['.stage img', '[data-finding=labels-0] .box-line'].map((selector) => {
          const { x, y, width, height } =
            document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
          return { x, y, width, height };
        }),
      );

      // As the record says: left 0.1, top 0.45, width 0.35, height 0.3 of the preview.
      if (!picture || !box) throw new Error('Expected a picture and a box on it');
      expect((box.x - picture.x) / picture.width).toBeCloseTo(0.1, 2);
      expect((box.y - picture.y) / picture.height).toBeCloseTo(0.45, 2);
      expect(box.width / picture.width).toBeCloseTo(0.35, 1);
      expect(box.height / picture.height).toBeCloseTo(0.3, 1);
    });
  });

  it('light up with their entry, and the other way round', async () => {
    await withPage(async ({ page }) => {
      await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
      await page.locator('#entry-labels-0').hover();
      await page.locator('[data-finding=labels-0].is-lit').waitFor();

      await page.locator('[data-finding=labels-1]').first().hover();
      await page.locator('#entry-labels-1.is-lit').waitFor();
    });
  });

  it('say what another threshold would have said, without a new question', async () => {
    await withPage(async ({ page }) => {
      await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
      await page.locator('[data-finding=labels-1]').first().waitFor();
      const before = api.asked.length;

      await page.getByRole('slider', { name: 'Confidence' }).focus();
      for (let percent = 0; percent < 90; percent++) await page.keyboard.press('ArrowRight');
      await page.getByText(/of 6 findings/).waitFor();

      expect(await page.locator('[data-finding=labels-0]').count()).toBe(1);
      expect(await page.locator('[data-finding=labels-1]').count()).toBe(0);
      expect(
        api.asked.slice(before).filter((url) => url.includes(`/api/images/${api.cards[0]?.imageId}`)),
      ).toEqual([]);
    });
  });

  it('are not on a flagged picture until it is asked for', async () => {
    await withPage(async ({ page }) => {
      await page.goto(`${api.url}/photographs/${api.cards.find(({ flagged }) => flagged)?.imageId}`);
      await page.getByRole('button', { name: 'Show it' }).waitFor();
      expect(await page.locator('.box').count()).toBe(0);

      await page.getByRole('button', { name: 'Show it' }).click();
      await page.locator('.box').first().waitFor();
    });
  });

  it('leave the words of the picture to be selected', async () => {
    await withPage(async ({ page }) => {
      await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
      const words = page.locator('.words').first();
      await words.waitFor();

      await words.dblclick();

      expect(await page.evaluate(() => String(getSelection()))).toMatch(/HELLO|HARBOUR/);
    });
  });
});

describe('by keyboard alone', () => {
  it('one searches, moves, opens, looks, selects, deletes and takes it back', async () => {
    await withPage(async ({ page }) => {
      const focused = () => page.evaluate(() => (document.activeElement as HTMLElement)?.dataset.imageId);
      await openTimeline(page);

      await page.keyboard.press('/');
      await page.keyboard.type('dog');
      await page.locator('[role=option][aria-selected=true]', { hasText: 'Dog' }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/?label=Dog');
      await page.keyboard.press('Escape');

      await page.locator('[data-image-id][tabindex="0"]').first().focus();
      const first = await focused();
      await page.keyboard.press('ArrowRight');
      const second = await focused();
      expect(second).not.toBe(first);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Home');
      expect(await focused()).toBe(first);

      await page.keyboard.press('Enter');
      await page.locator('.photograph').waitFor();
      expect(page.url()).toContain(`/photographs/${first}?label=Dog`);
      await page.locator('.box').first().waitFor();
      await page.keyboard.press('b');
      await page.locator('.box').first().waitFor({ state: 'detached' });
      await page.keyboard.press('b');
      await page.keyboard.press('i');
      await page.locator('.panel').waitFor({ state: 'detached' });
      await page.keyboard.press('ArrowRight');
      await page.waitForURL(`**/photographs/${second}*`);
      await page.locator('.box').first().waitFor(); // it is loaded, and listens
      await page.keyboard.press('e');
      await page.locator('.machine').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.photograph').waitFor();
      await page.keyboard.press('Escape');
      await page.waitForURL('**/?label=Dog');

      await page.locator(`[data-image-id="${first}"]`).focus();
      await page.keyboard.press('x');
      await page.keyboard.press('Shift+ArrowRight');
      await page.getByText('2 selected').waitFor();
      await page.keyboard.press('Delete');
      await page.getByText('2 photographs deleted').waitFor();
      expect(await page.locator(`[data-image-id="${first}"]`).count()).toBe(0);
      await page.keyboard.press('Control+z');
      await page.getByText('2 photographs brought back').waitFor();
      await page.locator(`[data-image-id="${first}"]`).waitFor();

      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    });
  });

  it('X selects the photograph that has the focus, however it came there', async () => {
    await withPage(async ({ page }) => {
      await openTimeline(page);

      await photographs(page).nth(2).focus();
      await page.keyboard.press('x');

      await page.getByText('1 selected').waitFor();
    });
  });

  it('single keys can be switched off, for whoever speaks to the machine', async () => {
    await withPage(async ({ page }) => {
      await openTimeline(page);
      await page.evaluate(() => localStorage.setItem('image-workflow.singleKeys', 'off'));

      await page.keyboard.press('?');
      await page.waitForTimeout(200);

      expect(await page.getByRole('dialog').count()).toBe(0);
    });
  });
});

describe('the timeline', () => {
  it('is found again where it was, by Back and after a reload', async () => {
    await withPage(async ({ page }) => {
      await openTimeline(page);
      const top = () => page.locator('.timeline-scroll').evaluate(({ scrollTop }) => scrollTop);
      await page.mouse.move(600, 500);
      for (let turn = 0; turn < 6; turn++) {
        await page.mouse.wheel(0, 900);
        await page.waitForTimeout(120);
      }
      await page.waitForTimeout(400);
      const before = await top();
      const seen = await firstInView(page);
      expect(before).toBeGreaterThan(2_000);

      await page.locator(`[data-image-id="${seen}"]`).click();
      await page.locator('.photograph').waitFor();
      await page.goBack();
      await page.locator('.photograph').waitFor({ state: 'detached' });
      expect(await firstInView(page)).toBe(seen);

      await page.reload();
      await page.locator(`[data-image-id="${seen}"]`).waitFor();
      await page.waitForTimeout(400);
      expect(await firstInView(page)).toBe(seen);
    });
  });

  it('shows of a hundred thousand photographs at most 300 tiles, and nothing jumps', async () => {
    const large = await startFakeApi({ count: 100_000, distFolder: dist });
    try {
      await withPage(
        async ({ page }) => {
          await page.addInitScript(() => {
            const shifts = { sum: 0 };
            Object.assign(globalThis, { shifts });
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries())
                shifts.sum += (entry as unknown as { value: number }).value;
            }).observe({ type: 'layout-shift', buffered: true });
          });
          await page.goto(large.url);
          await photographs(page).first().waitFor();
          await page.mouse.move(1_200, 700);
          let most = 0;
          for (let turn = 0; turn < 25; turn++) {
            await page.mouse.wheel(0, turn < 15 ? 1_500 : 60_000);
            await page.waitForTimeout(60);
            most = Math.max(most, await page.locator('.tile').count());
          }
          await photographs(page).first().waitFor();

          expect(
            await page.locator('[role=grid]').evaluate(({ scrollHeight }) => scrollHeight),
          ).toBeGreaterThan(500_000);
          expect(most).toBeLessThanOrEqual(300);
          expect(
            await page.evaluate(() => (globalThis as unknown as { shifts: { sum: number } }).shifts.sum),
          ).toBeLessThanOrEqual(0.1);
        },
        { viewport: { width: 2_560, height: 1_300 } },
      );
    } finally {
      await large.stop();
    }
  });

  it('goes to any month by its edge', async () => {
    await withPage(async ({ page }) => {
      await openTimeline(page);
      const months = page.getByRole('slider', { name: 'Go to a month' });
      await months.focus();

      await page.keyboard.press('End');

      const oldest = api.cards.at(-1)?.capturedAt?.slice(0, 7) ?? '';
      const newestOfIt = api.cards.find(({ capturedAt = '' }) => capturedAt.startsWith(oldest));
      await page.locator(`[data-image-id="${newestOfIt?.imageId}"]`).waitFor({ state: 'attached' });
    });
  });
});

describe('on a phone', () => {
  it.each(['/', '/people', '/activity', '/trash'])('nothing is wider than %s', async (path) => {
    await withPage(
      async ({ page }) => {
        await page.goto(api.url + path);
        await page.waitForTimeout(600);

        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll('main *')]
            .filter(
              (element) =>
                element.getBoundingClientRect().right > 361 &&
                !element.closest('.scroll-x, .portrait, pre, svg'),
            )
            .map(({ className }) => className),
        );
        expect(wide).toEqual([]);
      },
      { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    );
  });
});

describe('an upload', () => {
  it('of a folder keeps its structure, and tells of an empty file before anything is sent', async () => {
    await withPage(async ({ page }) => {
      await openTimeline(page);
      const before = api.asked.length;
      await dropFiles(page, [
        { name: 'a.jpg', bytes: 2_000 },
        { name: 'empty.jpg', bytes: 0 },
      ]);

      await page.getByText('The file is empty, 0 bytes.').waitFor();
      await page.getByText('1 of 1 uploaded').waitFor();

      const created = api.asked.slice(before).filter((asked) => asked.startsWith('POST /api/uploads'));
      expect(created).toHaveLength(1);
    }, {});
  });

  it('of 2,000 files leaves the page at hand', async () => {
    await withPage(async ({ page }) => {
      await openTimeline(page);
      await dropFiles(
        page,
        Array.from({ length: 2_000 }, (_, index) => ({ name: `${index}.jpg`, bytes: 300 })),
      );
      await page.locator('.tray-row').first().waitFor();

      expect(await page.locator('.tray-row').count()).toBeLessThan(40);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ timeout: 3_000 });
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Cancel all' }).click();
    });
  });
});

/** As if they had been dragged from a folder's window. */
async function dropFiles(page: Page, files: { name: string; bytes: number }[]): Promise<void> {
  await page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of dropped) {
      const content = crypto.getRandomValues(new Uint8Array(bytes));
      transfer.items.add(new File([content], name, { type: 'image/jpeg' }));
    }
    for (const type of ['dragenter', 'drop']) {
      document
        .querySelector('.page')
        ?.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, files);
}

/** The uppermost photograph that is seen whole. */
function firstInView(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const frame = document.querySelector('.timeline-scroll')?.getBoundingClientRect();
    const tiles = [...document.querySelectorAll<HTMLElement>('[data-image-id]')];
    return tiles.find((tile) => tile.getBoundingClientRect().top >= (frame?.top ?? 0))?.dataset.imageId;
  });
}
