// The built page in Chromium, over an API that keeps the contract: what only a browser can tell.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage } from '../../../stack/page/build.ts';
import { dropFromDesk, launchBrowser, openPage, type Watched } from './support/browser.ts';
import { type FakeApi, type FakeApiOptions, startFakeApi } from './support/fake-api.ts';

const axeSource: string = createRequire(import.meta.url)('axe-core').source;

let dist: string;
let browser: Browser;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'page-'));
  [browser] = await Promise.all([launchBrowser(), buildPage({ folder: dist })]);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await rm(dist, { recursive: true, force: true });
});

interface Seat extends Watched {
  api: FakeApi;
}

interface SeatOptions extends Partial<FakeApiOptions> {
  browser?: BrowserContextOptions;
  /** What the console may say. */
  allowed?: RegExp;
}

/**
 * Runs with a page and an API of its own, so that any number of tests run at once. The page must not have complained.
 */
async function withPage(
  work: (seat: Seat) => Promise<void>,
  { browser: options, allowed, ...fake }: SeatOptions = {},
): Promise<void> {
  const api = await startFakeApi({ count: 400, distFolder: dist, ...fake });
  const watched = await openPage(browser, options);
  try {
    await work({ ...watched, api });
    expect(watched.problems.filter((problem) => !allowed?.test(problem))).toEqual([]);
  } finally {
    await watched.close();
    await api.stop();
  }
}

const photographs = (page: Page) => page.locator('[data-image-id]');

function idOf({ cards }: FakeApi, status: string): string {
  return cards.find((card) => card.status === status)?.imageId ?? '';
}

async function openTimeline({ page, api }: Seat, search = ''): Promise<void> {
  await page.goto(`${api.url}/${search}`);
  await photographs(page).first().waitFor();
}

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** Of those that axe runs by default, the ones that look at colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** WCAG 2.2 AA, and what axe calls best practice; in the dark the same elements have other colours alone. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate(axeSource);
  const inLight = await runAxe(page, {});
  await page.emulateMedia({ colorScheme: 'dark' });
  await nextFrames(page, 2); // the new colours are there with the next one
  const inDark = await runAxe(page, { runOnly: COLOUR_RULES });
  return [...inLight, ...inDark.map((barrier) => `dark: ${barrier}`)];
}

async function runAxe(page: Page, options: object): Promise<string[]> {
  const { violations } = await page.evaluate(
    (how) => (globalThis as unknown as { axe: { run(how: object): Promise<AxeResults> } }).axe.run(how),
    { ...options, resultTypes: ['violations'] },
  );
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map((node) => `${node.html}\n${node.failureSummary}`).join('\n')}`,
  );
}

describe('axe, light and dark,', () => {
  const views: [string, (api: FakeApi) => string, string][] = [
    ['the timeline', () => '/', '[data-image-id]'],
    ['a search', () => '/?label=Dog&-label=Sea&status=SUCCEEDED', '[data-image-id]'],
    ['nothing found', () => '/?label=Unicorn', '.state h1'],
    ['a photograph', ({ cards }) => `/photographs/${cards[0]?.imageId}`, '.stage img'],
    ['a photograph in part', (api) => `/photographs/${idOf(api, 'PARTIAL')}`, '.panel'],
    ['a file that is no picture', (api) => `/photographs/${idOf(api, 'UNSUPPORTED')}`, '.panel'],
    ['a photograph that is not there', () => `/photographs/${'0'.repeat(32)}`, '.state h1'],
    ['an execution that runs', (api) => `/photographs/${idOf(api, 'PROCESSING')}/execution`, '.machine'],
    ['an execution that failed', (api) => `/photographs/${idOf(api, 'FAILED')}/execution`, '.machine'],
    ['people', () => '/people', '.people-faces'],
    ['activity', () => '/activity', '.dead-letters'],
    ['the trash', () => '/trash', '.trash li'],
    ['an address that is none', () => '/nowhere', '.state h1'],
  ];

  const signIn = {
    kind: 'cognito',
    issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_1',
    clientId: 'client-1',
    signInUrl: 'https://photographs.auth.eu-central-1.amazoncognito.com',
    scopes: ['openid', 'email'],
  };

  it.concurrent.each([
    ['where people sign in', signIn, 'Sign in to see the photographs'],
    ['where there is nothing for a page', { kind: 'iam' }, 'For programs alone'],
  ])('finds nothing %s', async (_, authentication, title) => {
    await withPage(async ({ page, api }) => {
      await page.route('**/api/config', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), authentication } });
      });
      await page.goto(api.url);
      await page.getByRole('heading', { name: title }).waitFor();

      expect(await findBarriers(page)).toEqual([]);
    });
  });

  it.concurrent.each(views)('finds nothing in %s', async (_, path, shown) => {
    await withPage(
      async ({ page, api }) => {
        api.trash(2);
        await page.goto(api.url + path(api));
        await page.locator(shown).first().waitFor();

        expect(await findBarriers(page)).toEqual([]);
      },
      { allowed: /404/ }, // Chromium reports what is not there
    );
  });

  it.concurrent('finds nothing in the open search, the settings and the list of keys', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat);
      await page.keyboard.press('/');
      await page.locator('[role=option]').first().waitFor();
      expect(await findBarriers(page)).toEqual([]);

      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Settings' }).click();
      expect(await findBarriers(page)).toEqual([]);

      await page.getByRole('menuitem', { name: 'Keyboard' }).click();
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
    });
  });
});

describe("where the reader's own colours replace ours", () => {
  it.concurrent('switches, bars and what is chosen can still be seen', async () => {
    await withPage(
      async ({ page, api }) => {
        await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
        await page.locator('.stage img').waitFor();

        const seen = await page.evaluate(() => {
          const canvas = getComputedStyle(document.body).backgroundColor;
          const isSeen = (selector: string) => {
            const style = getComputedStyle(document.querySelector(selector) as Element);
            return style.backgroundColor !== canvas || style.outlineStyle === 'solid';
          };
          return ['.switch .track', '.slider .thumb', '.confidence i', '.nav-link[aria-current]'].filter(
            isSeen,
          );
        });

        expect(seen).toHaveLength(4);
      },
      { browser: { forcedColors: 'active' } },
    );
  });
});

describe('what an API answers', () => {
  it.concurrent('is shown as text, and never becomes markup or script', async () => {
    await withPage(async ({ page, api }) => {
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

  it.concurrent('may lack whole routes, and the rest goes on', async () => {
    await withPage(
      async ({ page, api }) => {
        await page.goto(`${api.url}/activity`);
        await page.getByText('This stack does not offer it yet').waitFor();
        await page.getByText('photographs failed').waitFor();
        await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}/execution`);
        await page.getByText('This stack does not offer it yet').waitFor();
        await page.goto(`${api.url}/people`);
        await page.getByText('This stack does not offer it yet').waitFor();
        await page.goto(`${api.url}/`);
        await photographs(page).first().waitFor(); // without counts of months: one list
      },
      {
        count: 40,
        missing: ['getStatus', 'listExecutions', 'getImageExecution', 'listPeople', 'getSuggestions'],
        allowed: /404/,
      },
    );
  });
});

describe('what stops answering', () => {
  it.concurrent('is said, and asked again as soon as it may answer', async () => {
    await withPage(
      async (seat) => {
        const { page } = seat;
        await page.route('**/api/images?*', (route) => route.abort());
        await page.goto(seat.api.url);
        await page.getByText('Nothing answers').waitFor({ timeout: 20_000 });
        expect(await photographs(page).count()).toBe(0);

        await page.unroute('**/api/images?*');
        await page.evaluate(() => dispatchEvent(new Event('online')));

        await photographs(page).first().waitFor();
        await page.getByText('Nothing answers').waitFor({ state: 'detached' });
      },
      { allowed: /ERR_FAILED/ },
    );
  });

  it.concurrent('is told in words where only what stands before it answers', async () => {
    await withPage(
      async ({ page, api }) => {
        await page.route('**/api/config', (route) =>
          route.fulfill({ status: 502, body: 'The API does not answer: connect ECONNREFUSED' }),
        );
        await page.goto(api.url);

        await page.getByText('Is the network there, and is the stack running?').waitFor({ timeout: 20_000 });
      },
      { allowed: /502/ },
    );
  });

  it.concurrent('is not shown any longer: a photograph that was deleted elsewhere', async () => {
    await withPage(
      async ({ page, api }) => {
        const [gone] = api.cards;
        await page.goto(`${api.url}/photographs/${gone?.imageId}`);
        await page.locator('.stage img').waitFor();
        api.cards.shift();

        await page.keyboard.press('r');

        await page.getByRole('heading', { name: 'This photograph is not here' }).waitFor();
      },
      { allowed: /404/ },
    );
  });
});

describe('what a browser has kept', () => {
  it.concurrent('of an earlier version does no harm', async () => {
    await withPage(async ({ page, api }) => {
      await page.addInitScript(() => {
        const kept = { language: 'constructor', theme: 'sepia', uploadFeatures: 'gone,too', rowHeight: '-1' };
        for (const [name, value] of Object.entries(kept))
          localStorage.setItem(`image-workflow.${name}`, value);
        sessionStorage.setItem('image-workflow.place.', '{"key":1}');
      });
      await page.goto(api.url);
      await photographs(page).first().waitFor();
      await dropFiles(page, [{ name: 'one.jpg', bytes: 300 }]);

      await page.getByText('Looks for everything').waitFor();
      await page.getByText('1 uploaded and recognised').waitFor();
    });
  });

  it.concurrent('is chosen in one tab for all of them', async () => {
    await withPage(async (seat) => {
      const { page, api } = seat;
      await openTimeline(seat);
      const other = await page.context().newPage();
      await other.goto(api.url);
      await other.getByRole('button', { name: 'Settings' }).click();
      await other.getByRole('menuitem', { name: 'Dark' }).click();

      await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
    });
  });
});

describe('boxes', () => {
  it.concurrent('of a crowd are named where there is room for it, and when they are pointed at', async () => {
    await withPage(async ({ page, api }) => {
      const path = `/photographs/${api.cards[0]?.imageId}`;
      await page.route(`**/api/images/${api.cards[0]?.imageId}`, async (route) => {
        const response = await route.fetch();
        const detail = await response.json();
        const [label] = detail.analysis.labels.items;
        const [instance] = label.instances;
        label.instances = Array.from({ length: 30 }, (_, index) => ({
          ...instance,
          boundingBox: { left: index / 30, top: 0.5, width: 0.02, height: 0.05 },
        }));
        await route.fulfill({ response, json: detail });
      });
      await page.goto(api.url + path);
      const own = page.locator('[data-finding=labels-0]');
      await own.nth(29).waitFor();

      expect(await own.locator('.box-label').count()).toBe(0);
      await own.first().hover();
      await own.first().locator('.box-label').waitFor();
    });
  });

  it.concurrent('have lines as thick on a phone as on a desk', async () => {
    await withPage(
      async ({ page, api }) => {
        await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
        const line = page.locator('[data-finding=labels-0] .box-line');
        await line.waitFor();

        const thickness = await line.evaluate((element) => {
          const { a: scale } = (element as unknown as SVGGraphicsElement).getScreenCTM() ?? { a: 0 };
          return Number.parseFloat(getComputedStyle(element).strokeWidth) * scale;
        });
        expect(thickness).toBeCloseTo(2, 1);
      },
      { browser: { viewport: { width: 360, height: 740 } } },
    );
  });

  it.concurrent.each([1, 3, 8])('lie where they belong at %d times the size', async (factor) => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
      await page.locator('.box-line').first().waitFor();
      const stage = await page.locator('.stage').boundingBox();
      await page.mouse.move(
        (stage?.x ?? 0) + (stage?.width ?? 0) * 0.3,
        (stage?.y ?? 0) + (stage?.height ?? 0) * 0.6,
      );
      const widthNow = () =>
        page.locator('.stage img').evaluate((image) => image.getBoundingClientRect().width);
      const fitted = await widthNow();
      if (factor > 1) await page.mouse.wheel(0, -Math.log(factor) / 0.0022);
      await waitUntil(async () => Math.abs((await widthNow()) / fitted / factor - 1) < 0.02);

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

  it.concurrent('light up with their entry, and the other way round', async () => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
      await page.locator('#entry-labels-0').hover();
      await page.locator('[data-finding=labels-0].is-lit').waitFor();

      await page.locator('[data-finding=labels-1]').first().hover();
      await page.locator('#entry-labels-1.is-lit').waitFor();
    });
  });

  it.concurrent('say what another threshold would have said, without a new question', async () => {
    await withPage(async ({ page, api }) => {
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

  it.concurrent('are not on a flagged picture until it is asked for', async () => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/photographs/${api.cards.find(({ flagged }) => flagged)?.imageId}`);
      await page.getByRole('button', { name: 'Show it' }).waitFor();
      expect(await page.locator('.box').count()).toBe(0);

      await page.getByRole('button', { name: 'Show it' }).click();
      await page.locator('.box').first().waitFor();
    });
  });

  it.concurrent('leave the words of the picture to be selected', async () => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/photographs/${api.cards[0]?.imageId}`);
      const words = page.locator('.words').first();
      await words.waitFor();

      await words.dblclick();

      expect(await page.evaluate(() => String(getSelection()))).toMatch(/HELLO|HARBOUR/);
    });
  });
});

describe('by keyboard alone', () => {
  it.concurrent('one searches, moves, opens, looks, selects, deletes and takes it back', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      const focused = () => page.evaluate(() => (document.activeElement as HTMLElement)?.dataset.imageId);
      await openTimeline(seat);

      await page.keyboard.press('/');
      await page.keyboard.type('dog');
      await page.locator('[role=option][aria-selected=true]', { hasText: /Dog/ }).waitFor();
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

  it.concurrent('one goes on where one is: from the search to what it found, and back from a photograph', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      const focused = () => page.evaluate(() => (document.activeElement as HTMLElement)?.dataset.imageId);
      await openTimeline(seat);
      await page.keyboard.press('/');
      await page.keyboard.type('dog');
      await page.locator('[role=option][aria-selected=true]', { hasText: /Dog/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/?label=Dog');
      await photographs(page).first().waitFor();

      await page.keyboard.press('Tab');
      const first = await settled(focused);
      expect(first).toBe(await photographs(page).first().getAttribute('data-image-id'));

      await page.keyboard.press('Enter');
      await page.locator('.box').first().waitFor();
      await page.keyboard.press('ArrowRight');
      await page.waitForURL((url) => !url.pathname.endsWith(first ?? ''));
      const second = new URL(page.url()).pathname.split('/').at(-1);
      await page.locator('.box').first().waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.photograph').waitFor({ state: 'detached' });
      expect(await settled(focused)).toBe(second);

      await page.keyboard.press('Delete');
      await page.getByText('1 photograph deleted').waitFor();
      const third = await settled(focused);
      expect([undefined, second]).not.toContain(third);
    });
  });

  it.concurrent('arrows enter the photographs from anywhere, also where one has scrolled to', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat);
      await page.mouse.move(600, 500);
      await page.mouse.wheel(0, 4_000);
      await page.locator('.timeline-row[aria-busy]').first().waitFor({ state: 'detached' });
      await settled(() => firstInView(page));
      const top = () => page.locator('.timeline-scroll').evaluate(({ scrollTop }) => scrollTop);
      const before = await top();

      await page.keyboard.press('ArrowDown');

      await page.locator('[data-image-id]:focus').waitFor();
      expect(Math.abs((await settled(top)) - before)).toBeLessThan(250); // a row at most
    });
  });

  it.concurrent('X selects the photograph that has the focus, however it came there', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat);

      await photographs(page).nth(2).focus();
      await page.keyboard.press('x');

      await page.getByText('1 selected').waitFor();
    });
  });

  it.concurrent('single keys can be switched off, for whoever speaks to the machine', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat);
      await page.evaluate(() => localStorage.setItem('image-workflow.singleKeys', 'off'));

      await page.keyboard.press('?');
      await page.keyboard.press('/'); // keys are taken in order: after this one the first would have had its effect
      await photographs(page).first().focus();
      await page.keyboard.press('Shift+ArrowRight'); // no single key
      await page.getByText('2 selected').waitFor();

      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(await page.locator('#search-input:focus').count()).toBe(0);
    });
  });
});

describe('the timeline', () => {
  it.concurrent('is found again where it was, by Back and after a reload', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat);
      const top = () => page.locator('.timeline-scroll').evaluate(({ scrollTop }) => scrollTop);
      await page.mouse.move(600, 500);
      for (let turn = 1; turn <= 4; turn++) {
        const before = await top();
        await page.mouse.wheel(0, 900);
        await waitUntil(async () => (await top()) > before + 800);
      }
      await page.locator('.timeline-row[aria-busy]').first().waitFor({ state: 'detached' });
      await photographs(page).first().waitFor();
      const seen = await settled(() => firstInView(page));
      expect(await top()).toBeGreaterThan(2_000);

      await page.locator(`[data-image-id="${seen}"]`).click();
      await page.locator('.photograph').waitFor();
      await page.goBack();
      await page.locator('.photograph').waitFor({ state: 'detached' });
      expect(await firstInView(page)).toBe(seen);

      await page.reload();
      await page.locator(`[data-image-id="${seen}"]`).waitFor();
      await waitUntil(async () => (await firstInView(page)) === seen);
    });
  });

  it.concurrent('shows of a hundred thousand photographs at most 300 tiles, and nothing jumps', async () => {
    await withPage(
      async ({ page, api }) => {
        await page.addInitScript(() => {
          const shifts = { sum: 0 };
          Object.assign(globalThis, { shifts });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              shifts.sum += (entry as unknown as { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
        });
        await page.goto(api.url);
        await photographs(page).first().waitFor();
        await page.mouse.move(1_200, 700);
        let most = 0;
        for (let turn = 0; turn < 25; turn++) {
          await page.mouse.wheel(0, turn < 15 ? 1_500 : 60_000);
          await nextFrames(page, 4);
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
      { count: 100_000, browser: { viewport: { width: 2_560, height: 1_300 } } },
    );
  });

  it.concurrent('goes to any month by its edge', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat);
      const { api } = seat;
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
  it.concurrent.each([
    ['the timeline', () => '/', '[data-image-id]'],
    ['people', () => '/people', '.people-faces'],
    ['activity', () => '/activity', '.figures'],
    ['the trash', () => '/trash', '.trash li'],
    ['an execution', (api: FakeApi) => `/photographs/${idOf(api, 'FAILED')}/execution`, '.states-table'],
    ['a photograph in part', (api: FakeApi) => `/photographs/${idOf(api, 'PARTIAL')}`, '.box'],
    [
      'a file that is no picture',
      (api: FakeApi) => `/photographs/${idOf(api, 'UNSUPPORTED')}`,
      '.stage-none',
    ],
  ])('nothing is wider than %s', async (_, path, shown) => {
    await withPage(
      async ({ page, api }) => {
        api.trash(2);
        await page.goto(api.url + path(api));
        await page.locator(shown).first().waitFor();

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
      // In German, whose words are longer.
      { browser: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'de-DE' } },
    );
  });
});

describe('a time', () => {
  it.concurrent('is chosen in a calendar or typed, and is part of the search', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat, '?label=Dog&from=2026-10&to=2026-10');
      await page.getByRole('button', { name: 'Choose a time' }).click();
      await page.locator('.calendar header h2', { hasText: 'October 2026' }).waitFor();
      expect(await findBarriers(page)).toEqual([]);

      await page.getByRole('button', { name: /[ ,]6 October 2026/ }).click();
      await page.getByRole('button', { name: /[ ,]9 October 2026/ }).click();
      await page.getByRole('spinbutton', { name: /year, End/ }).focus();
      await page.keyboard.press('ArrowUp');
      await page.getByRole('dialog').getByRole('button', { name: 'Search' }).click();
      await page.waitForURL('**/?label=Dog&from=2026-10-06&to=2027-10-09');

      await page.getByRole('button', { name: 'Choose a time' }).click();
      await page.getByRole('button', { name: 'Any time' }).click();
      await page.waitForURL('**/?label=Dog');
    });
  });
});

describe('dead letters', () => {
  it.concurrent('say why they lie there, and are sent back where they can be handled', async () => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/activity`);
      const letters = page.locator('.dead-letters li');
      await letters.filter({ hasText: 'ThrottlingException: Rate exceeded' }).waitFor();

      await page.getByRole('button', { name: 'Send back what can be handled' }).click();

      await page.getByText('1 message sent back, 1 left here').waitFor();
      await letters.nth(1).waitFor({ state: 'detached' });
      await letters.filter({ hasText: 'Stays here: expected an event' }).waitFor();
    });
  });

  it.concurrent('that somebody else has in hand are counted, and told when they are back', async () => {
    await withPage(async ({ page, api }) => {
      let isHeld = true;
      await page.route('**/api/dead-letters', async (route) => {
        if (isHeld) await route.fulfill({ json: { items: [] } });
        else await route.continue();
      });
      await page.route('**/api/status', async (route) => {
        const response = await route.fetch();
        const status = await response.json();
        for (const queue of isHeld ? status.deadLetters : [])
          [queue.waiting, queue.inFlight] = [0, queue.waiting];
        await route.fulfill({ response, json: status });
      });
      await page.goto(`${api.url}/activity`);
      await page.getByText('2 more cannot be looked at just now').waitFor();

      isHeld = false;

      await page.locator('.dead-letters li').nth(1).waitFor({ timeout: 20_000 });
      expect(await page.getByText('cannot be looked at').count()).toBe(0);
    });
  });
});

describe('the trash', () => {
  it.concurrent('brings back, deletes for good when it was asked, and is emptied', async () => {
    await withPage(async (seat) => {
      const { page, api } = seat;
      const [first, second, third] = api.trash(3);
      await page.goto(`${api.url}/trash`);
      await page.locator('.trash li').nth(2).waitFor();

      await page.getByRole('button', { name: 'Bring back' }).first().click();
      await page.getByText('1 photograph brought back').waitFor();
      await page.locator('.trash li').nth(2).waitFor({ state: 'detached' });
      expect(api.cards.map(({ imageId }) => imageId)).toContain(third);

      await page
        .getByRole('button', { name: /^Delete for good: / })
        .first()
        .click();
      const question = page.getByRole('alertdialog');
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'detached' });
      expect(api.trashed()).toEqual([second, first]);

      await page
        .getByRole('button', { name: /^Delete for good: / })
        .first()
        .click();
      await question.getByRole('button', { name: 'Delete for good' }).click();
      await page.getByText('1 photograph deleted for good').waitFor();
      expect(api.trashed()).toEqual([first]);

      await page.getByRole('button', { name: 'Empty the trash' }).click();
      await question.getByRole('button', { name: 'Delete for good' }).click();
      await page.getByText('The trash is empty').waitFor();
      expect(api.trashed()).toEqual([]);
    });
  });
});

describe('people', () => {
  it.concurrent('become one after a look at what that means, unless it is taken back', async () => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/people`);
      const asked = () => api.asked.filter((one) => one.includes('/merge'));

      await mergeTwo(page);
      await page.keyboard.press('Control+z');
      await page.locator('.toast').waitFor({ state: 'detached' });
      expect(asked()).toEqual([]);

      await mergeTwo(page);
      await page.locator('.toast').getByRole('button', { name: 'Close' }).click(); // or it goes by itself
      await page.getByText('All of them are Ada Lovelace now').waitFor();
      expect(asked()).toEqual(['POST /api/people/ada/merge']);
    });
  });

  it.concurrent('become one although the page is closed before anybody could want Undo', async () => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/people`);
      await mergeTwo(page);
      await page.close({ runBeforeUnload: true });

      await waitUntil(async () => api.asked.includes('POST /api/people/ada/merge'));
    });
  });

  it.concurrent('who could not become one are named, with a way to try again that does not go by itself', async () => {
    await withPage(
      async ({ page, api }) => {
        await page.goto(`${api.url}/people`);
        await page.route('**/merge', (route) => route.abort());
        await mergeTwo(page);
        await page.locator('.toast').getByRole('button', { name: 'Close' }).click();
        await page.getByText('The 2 could not be made one. Nothing answers.').waitFor();
        await page.unroute('**/merge');

        await page.locator('.toast').getByRole('button', { name: 'Try again' }).click();

        await page.getByText('All of them are Ada Lovelace now').waitFor();
        expect(api.asked.filter((one) => one.includes('/merge'))).toEqual(['POST /api/people/ada/merge']);
      },
      { allowed: /ERR_FAILED/ },
    );
  });

  it.concurrent('have all faces without a name at hand, page by page, and those that are not sure', async () => {
    await withPage(async ({ page, api }) => {
      await page.goto(`${api.url}/people`);
      const unnamed = page.locator('.people-section', { hasText: 'Faces without a name' });
      await unnamed.locator('.face-entry').nth(11).waitFor();

      await unnamed.getByRole('button', { name: 'Show more' }).click();
      await unnamed.locator('.face-entry').nth(20).waitFor();

      const unsure = page.locator('.people-section', { hasText: 'sure' }).first();
      expect(await unsure.getByText('84% alike').count()).toBeGreaterThan(5);
    });
  });
});

describe('an upload', () => {
  it.concurrent('of a folder keeps its structure, and tells of an empty file before anything is sent', async () => {
    const desk = await mkdtemp(join(tmpdir(), 'desk-'));
    await mkdir(join(desk, 'summer/beach'), { recursive: true });
    await writeFile(join(desk, 'summer/a.jpg'), 'one');
    await writeFile(join(desk, 'summer/beach/b.jpg'), 'another');
    await writeFile(join(desk, 'summer/empty.jpg'), '');
    await withPage(async (seat) => {
      const { page, api } = seat;
      await openTimeline(seat);
      const before = api.cards.length;
      await dropFromDesk(page, [join(desk, 'summer')]);

      await page.getByText('The file is empty, 0 bytes.').waitFor();
      await page.getByText('2 of 2 uploaded').waitFor();

      const arrived = api.cards.slice(0, api.cards.length - before).map(({ name }) => name);
      expect(arrived.toSorted()).toEqual(['summer/a.jpg', 'summer/beach/b.jpg']);
    });
    await rm(desk, { recursive: true });
  });

  it.concurrent('of a photograph that is on the card twice sends it once, and says so', async () => {
    await withPage(async (seat) => {
      const { page, api } = seat;
      await openTimeline(seat);
      await dropFiles(page, [{ name: 'one.jpg', bytes: 300 }], {
        copies: ['backup/one.jpg', 'again/one.jpg'],
      });

      await page.getByText('1 uploaded and recognised').waitFor();
      await page.getByText('2 already there').waitFor();
      expect(api.cards.filter(({ name }) => name.endsWith('one.jpg')).map(({ name }) => name)).toEqual([
        'one.jpg',
      ]);
      const links = await page
        .locator('.tray-row a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      expect(new Set(links).size).toBe(1);
      expect(links.length).toBe(3);
    });
  });

  it.concurrent('that was cut off is tried again as a whole, and asked about before the page is left', async () => {
    await withPage(
      async (seat) => {
        const { page, api } = seat;
        await openTimeline(seat);
        await page.route('**/api/uploads', (route) => route.abort());
        await dropFiles(
          page,
          Array.from({ length: 5 }, (_, index) => ({ name: `${index}.jpg`, bytes: 300 + index })),
        );
        const again = page.getByRole('button', { name: 'Try 5 again' });
        await again.waitFor();
        await page.locator('.tray-summary strong', { hasText: '5 not sent' }).waitFor();
        const isAsked = () =>
          page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
        expect(await isAsked()).toBe(true);

        await page.unroute('**/api/uploads');
        await again.click();

        await page.getByText('5 uploaded and recognised').waitFor();
        expect(await isAsked()).toBe(false);
        expect(api.asked.filter((one) => one === 'POST /api/uploads').length).toBe(1);
      },
      { allowed: /ERR_FAILED/ },
    );
  });

  it.concurrent('during which the sign-in ends says how many files were not sent', async () => {
    await withPage(
      async ({ page, api }) => {
        const [issuer, clientId] = ['https://issuer.example', 'client-1'];
        const signInUrl = `${api.url}/idp`;
        await page.route('**/api/config', async (route) => {
          const response = await route.fetch();
          const authentication = { kind: 'cognito', issuer, clientId, signInUrl, scopes: ['openid'] };
          await route.fulfill({ response, json: { ...(await response.json()), authentication } });
        });
        await page.addInitScript((name) => {
          const user = { access_token: 't', refresh_token: 'r', token_type: 'Bearer', profile: { sub: 'u' } };
          const expires_at = Math.floor(Date.now() / 1_000) + 3_600;
          sessionStorage.setItem(name, JSON.stringify({ ...user, expires_at }));
        }, `oidc.user:${issuer}:${clientId}`);
        await page.goto(api.url);
        await photographs(page).first().waitFor();
        await page.route('**/api/uploads', (route) => route.fulfill({ status: 401, json: {} }));
        await page.route('**/idp/**', (route) =>
          route.fulfill({ status: 400, json: { error: 'invalid_grant' } }),
        );

        await dropFiles(page, [
          { name: 'one.jpg', bytes: 300 },
          { name: 'two.jpg', bytes: 301 },
        ]);

        await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
        await page.getByText('2 files were not sent. Upload them once more after that.').waitFor();
      },
      { allowed: /40[01]/ },
    );
  });

  it.concurrent('of 2,000 files leaves the page at hand', async () => {
    await withPage(async (seat) => {
      const { page } = seat;
      await openTimeline(seat);
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

/** Asks again until it is so. @throws {Error} After ten seconds. */
async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Expected within ten seconds: ${isSo}`);
    await sleep(30);
  }
}

/** What is answered three times in a row. */
async function settled<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  let answers = [await ask()];
  while (answers.length < 3) {
    await sleep(60);
    const answer = await ask();
    answers = answer === answers[0] ? [...answers, answer] : [answer];
  }
  return answers[0] as Answer;
}

async function nextFrames(page: Page, count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}

/** First who, then a look at what it means. */
async function mergeTwo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Choose Ada Lovelace to merge' }).click();
  await page.getByRole('button', { name: 'Choose Grace Hopper to merge' }).click();
  await page.getByRole('button', { name: 'Merge 2' }).click();
  await page.getByText('All of them become Ada Lovelace, who is then known by 6 faces.').waitFor();
  await page.getByRole('button', { name: 'Make them one' }).click();
  await page.getByText('In a moment 2 become Ada Lovelace').waitFor();
}

/**
 * As if they had been dragged from a folder's window.
 *
 * @param copies - Names of further files with the bytes of the last one.
 */
async function dropFiles(
  page: Page,
  files: { name: string; bytes: number }[],
  { copies = [] }: { copies?: string[] } = {},
): Promise<void> {
  await page.evaluate(
    ([dropped, copies]) => {
      const transfer = new DataTransfer();
      const add = (content: BlobPart, name: string) =>
        transfer.items.add(new File([content], name, { type: 'image/jpeg' }));
      let content = new Uint8Array();
      for (const { name, bytes } of dropped) {
        content = crypto.getRandomValues(new Uint8Array(bytes));
        add(content, name);
      }
      for (const name of copies) add(content, name);
      for (const type of ['dragenter', 'drop']) {
        document
          .querySelector('.page')
          ?.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }
    },
    [files, copies] as const,
  );
}

/** The uppermost photograph that is seen whole. */
function firstInView(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const frame = document.querySelector('.timeline-scroll')?.getBoundingClientRect();
    const tiles = [...document.querySelectorAll<HTMLElement>('[data-image-id]')];
    return tiles.find((tile) => tile.getBoundingClientRect().top >= (frame?.top ?? 0))?.dataset.imageId;
  });
}
