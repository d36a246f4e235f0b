// The way that somebody goes through the page for the first time, on a real local cloud. The test and `npm run screenshots`
// both take it.

import type { Page } from 'playwright-core';
import type { DroppedFile } from './pictures.ts';

export interface WalkOptions {
  pageUrl: string;
  files: readonly DroppedFile[];
  /** Called at each step with something to see. */
  shot(name: string): Promise<void>;
  /** Of the four files to their records, on a busy machine. Milliseconds. */
  patience: number;
}

/** What was seen on the way, for the test to hold. */
export interface Seen {
  tiles: number;
  textFileSays: string;
  boxes: number;
  words: string[];
  found: number;
  states: string[];
  people: number;
}

export async function walk(
  page: Page,
  { pageUrl, files, shot, patience }: WalkOptions,
): Promise<Partial<Seen>> {
  const seen: Partial<Seen> = {};
  page.setDefaultTimeout(patience);
  const tiles = page.locator('[data-image-id]');
  const tileOf = (name: string) => tiles.filter({ hasText: name });

  await page.goto(pageUrl);
  await page.getByRole('heading', { name: 'Drop your first photographs' }).waitFor();
  await shot('first-steps');

  await drop(page, files);
  await page
    .getByText(/\d of 4 uploaded/)
    .first()
    .waitFor();
  await page.locator('.tray-row', { hasText: 'being recognised ·' }).first().waitFor();
  await shot('upload');
  await page.getByText('4 uploaded and recognised').waitFor();
  await page.getByRole('button', { name: 'Clear what is done' }).click();
  await tileOf('packing-list.txt').waitFor();
  await page.locator('.tile img.is-there').nth(2).waitFor();
  await tiles.nth(3).waitFor();
  seen.tiles = await tiles.count();
  seen.textFileSays = await tileOf('packing-list.txt').innerText();
  await shot('timeline');

  // The boat, whose words are drawn on it.
  await page.goto(`${pageUrl}?text=HELLO`);
  await tiles.first().waitFor();
  seen.found = await tiles.count();
  await tiles.first().click();
  await page.locator('.box.is-lit').first().waitFor();
  await page
    .locator('.stage img')
    .evaluate((image: unknown) => (image as { decode(): Promise<void> }).decode());
  seen.boxes = await page.locator('.box').count();
  seen.words = await page.locator('.words').allTextContents();
  await shot('photograph');

  await page.keyboard.press('e');
  await page.locator('.machine .state-SUCCEEDED').first().waitFor();
  seen.states = await page.locator('.state-box .state-name').allTextContents();
  await shot('execution');

  // Two faces: one is given a name, and is then found by it.
  await page.goto(pageUrl);
  await tiles.nth(3).waitFor();
  await tiles.last().click();
  await page.getByRole('button', { name: 'Name: Who is this?' }).first().click();
  await page.getByRole('combobox', { name: 'Who is it?' }).fill('Ada Lovelace');
  await page.getByRole('button', { name: 'Name Ada Lovelace' }).click();
  await page.getByText(/^This is Ada Lovelace/).waitFor();
  await page.goto(`${pageUrl}people`);
  await page.locator('.person', { hasText: 'Ada Lovelace' }).waitFor();
  seen.people = await page.locator('.person').count();
  await shot('people');

  await page.goto(`${pageUrl}activity`);
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await page.locator('.figures, .notice').first().waitFor();
  await shot('activity');
  return seen;
}

/** In the browser: this project's own files know no DOM. */
const DROP = `(files) => {
  const transfer = new DataTransfer();
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name.split('/').at(-1), { type }));
  }
  for (const type of ['dragenter', 'drop']) {
    const event = new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.querySelector('.page').dispatchEvent(event);
  }
}`;

/** As if they had been dragged from a window of files. */
async function drop(page: Page, files: readonly DroppedFile[]): Promise<void> {
  await page.evaluate(`(${DROP})(${JSON.stringify(files)})`);
}
