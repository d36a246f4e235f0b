// The way that somebody goes through the page for the first time, on a real local cloud. The test and `npm run screenshots`
// both take it.

import { basename } from 'node:path';
import type { BoundingBox } from '@image-workflow/record';
import type { ImageDetail } from '@image-workflow/record/api/images';
import type { Page } from 'playwright-core';
import { dropFromDesk } from '../../packages/web/tests/support/browser.ts';
import type { Accident } from './accident.ts';

export interface WalkOptions {
  pageUrl: string;
  /** Is dropped whole: three photographs and a text. */
  folder: string;
  /** Comes when the labels are out of order. */
  late: string;
  accident: Accident;
  /** Called at each step with something to see. */
  shot(name: string): Promise<void>;
  /** Of the four files to their records, on a busy machine. Milliseconds. */
  patience: number;
  /** Goes with what the walk itself asks the API, where people sign in. */
  headers?(): Promise<Record<string, string>>;
}

/** What was seen on the way, for the test to hold. */
export interface Seen {
  tiles: number;
  textFileSays: string;
  /** Of the photograph that has the words. */
  foundByWords: string[];
  words: string[];
  /** The surest label of that photograph's record, those that have it by their records, and those that a search for it shows. */
  label: string;
  labelled: string[];
  foundByLabel: string[];
  /** How far boxes lay from where the record has them at each zoom, in pixels of the screen. */
  zooms: { percent: string; boxes: number; furthest: number }[];
  states: string[];
  people: number;
  /** Photographs of whom one face was named. */
  foundByName: string[];
  failedSays: string;
  /** What became of the failed one. */
  runAgain: string;
  afterUndo: number;
  trashed: number;
  afterDelete: number;
  leftInTrash: number;
}

export async function walk(page: Page, options: WalkOptions): Promise<Partial<Seen>> {
  page.setDefaultTimeout(options.patience);
  const way = new Way(page, options);
  return {
    ...(await way.drop()),
    ...(await way.find()),
    ...(await way.lookClosely()),
    ...(await way.nameFace()),
    ...(await way.putRight()),
    ...(await way.deleteForGood()),
  };
}

class Way {
  readonly #page: Page;
  readonly #options: WalkOptions;

  constructor(page: Page, options: WalkOptions) {
    this.#page = page;
    this.#options = options;
  }

  get #tiles() {
    return this.#page.locator('[data-image-id]');
  }

  #tileOf(name: string) {
    return this.#tiles.filter({ hasText: name });
  }

  async #goTo(path = ''): Promise<void> {
    await this.#page.goto(this.#options.pageUrl + path);
  }

  /** The names of the files that the list shows, in its order. */
  async #namesOfTiles(count: number): Promise<string[]> {
    await this.#tiles.nth(count - 1).waitFor();
    return (await this.#readAll()).map(({ name }) => name);
  }

  /** The records of the photographs that the list shows. */
  async #readAll(): Promise<ImageDetail[]> {
    const ids = await this.#tiles.evaluateAll((tiles) =>
      tiles.map((tile) => (tile as unknown as { dataset: { imageId: string } }).dataset.imageId),
    );
    return Promise.all(ids.map((imageId) => this.#read(imageId)));
  }

  async #read(imageId: string): Promise<ImageDetail> {
    const { pageUrl, headers } = this.#options;
    const answer = await this.#page.request.get(`${pageUrl}api/images/${imageId}`, {
      headers: (await headers?.()) ?? {},
    });
    return answer.json();
  }

  async drop() {
    const { folder, shot } = this.#options;
    const page = this.#page;
    await this.#goTo();
    await page.getByRole('heading', { name: 'Drop your first photographs' }).waitFor();
    await shot('first-steps');

    await dropFromDesk(page, [folder]);
    await page
      .getByText(/\d of 4 uploaded/)
      .first()
      .waitFor();
    await page.locator('.tray-row', { hasText: 'being recognised ·' }).first().waitFor();
    await shot('upload');
    await page.getByText('4 uploaded and recognised').waitFor();
    await page.getByRole('button', { name: 'Clear what is done' }).click();
    await this.#tileOf('packing-list.txt').waitFor();
    await page.locator('.tile img').nth(2).waitFor();
    await this.#tiles.nth(3).waitFor();
    await shot('timeline');
    return {
      tiles: await this.#tiles.count(),
      textFileSays: await this.#tileOf('packing-list.txt').innerText(),
    };
  }

  /** By the words that are drawn on a boat, and by what its record says is on the picture. */
  async find() {
    const page = this.#page;
    await page.keyboard.press('/');
    await page.keyboard.type('hello');
    await page.getByRole('option', { name: /^hello.*Words in the picture · 1/i }).click();
    const foundByWords = await this.#namesOfTiles(1);
    const imageId = (await this.#tiles.first().getAttribute('data-image-id')) ?? '';
    await this.#tiles.first().click();
    await page.locator('.box.is-lit').first().waitFor();
    await page
      .locator('.stage img')
      .evaluate((image: unknown) => (image as { decode(): Promise<void> }).decode());
    const words = await page.locator('.words').allTextContents();
    await this.#options.shot('photograph');

    await this.#goTo();
    await this.#tiles.nth(3).waitFor();
    const details = await this.#readAll();
    const [label = ''] = labelsOf(details.find((detail) => detail.imageId === imageId));
    const labelled = details.filter((detail) => labelsOf(detail).includes(label)).map(({ name }) => name);
    await page.keyboard.press('/');
    await page.keyboard.type(label.toLowerCase());
    await page.getByRole('option', { name: new RegExp(`^${label}.*Label · ${labelled.length}`) }).click();
    await page.waitForURL(/[?]label=/);
    const foundByLabel = await this.#namesOfTiles(labelled.length);
    await this.#options.shot('search');
    return { foundByWords, words, label, labelled, foundByLabel };
  }

  /** Boxes at three zooms, and the execution that found what is in them. */
  async lookClosely() {
    const page = this.#page;
    await this.#goTo();
    await this.#tiles.nth(3).waitFor();
    const imageId = (await this.#tiles.last().getAttribute('data-image-id')) ?? '';
    await this.#tiles.last().click();
    await page.locator('[data-finding=faces-0] .box-line').waitFor();
    const detail = await this.#read(imageId);
    const zooms: Seen['zooms'] = [];
    for (const turns of [0, 3, 4]) {
      for (let turn = 0; turn < turns; turn++) await page.keyboard.press('+');
      const percent = await page.locator('.stage-tools output').innerText();
      zooms.push({ percent, ...(await measure(page, boxesOf(detail))) });
      if (turns === 3) await this.#options.shot('zoom');
    }
    await page.keyboard.press('0');

    await page.keyboard.press('e');
    await page.locator('.machine .state-SUCCEEDED').first().waitFor();
    const states = await page.locator('.state-box .state-name').allTextContents();
    await this.#options.shot('execution');
    await page.keyboard.press('Escape');
    return { zooms, states };
  }

  /** One face is given a name, and its owner is then found wherever they are. */
  async nameFace() {
    const page = this.#page;
    await page.getByRole('button', { name: 'Name: Who is this?' }).first().click();
    await page.getByRole('combobox', { name: 'Who is it?' }).fill('Ada Lovelace');
    await this.#options.shot('name');
    await page.getByRole('button', { name: 'Name Ada Lovelace' }).click();
    await page.getByText(/^This is Ada Lovelace/).waitFor();
    await this.#goTo('people');
    const ada = page.locator('.person', { hasText: 'Ada Lovelace' });
    await ada.filter({ hasText: '2 photographs' }).waitFor();
    await this.#options.shot('people');
    const people = await page.locator('.person').count();

    await ada.getByRole('link').click();
    await page.waitForURL(/[?]person=/);
    return { people, foundByName: (await this.#namesOfTiles(2)).toSorted() };
  }

  /** One fails; the page says why, and it is run again. */
  async putRight() {
    const { accident, late, shot } = this.#options;
    const page = this.#page;
    await accident.begin();
    await this.#goTo();
    await this.#tiles.nth(3).waitFor(); // before that nothing takes what is dropped
    const name = basename(late);
    await dropFromDesk(page, [late]);
    const tile = this.#tileOf(name);
    await tile.waitFor();
    const imageId = (await tile.getAttribute('data-image-id')) ?? '';
    await this.#goTo(`photographs/${imageId}/execution`);
    await page.locator('.machine .state-RUNNING').first().waitFor();
    await page
      .getByText(/attempt 2/i)
      .first()
      .waitFor();
    await shot('retries');
    await accident.stop(imageId);
    await page.locator('.machine .state-FAILED, .machine .state-ABORTED').first().waitFor();
    await accident.end();

    await this.#goTo('activity');
    await page.getByRole('heading', { name: /^1 photograph failed/ }).waitFor();
    const failed = page.locator('.broken li');
    await failed.filter({ hasText: name }).waitFor();
    const failedSays = await failed.innerText();
    await page.locator('.figures').waitFor();
    await shot('activity');
    await page.getByRole('button', { name: 'Run all of these again' }).click();
    await page.getByRole('heading', { name: 'Nothing has failed' }).waitFor();
    await this.#goTo();
    await page.locator(`.tile:has([data-image-id="${imageId}"]) img`).waitFor();
    return { failedSays, runAgain: (await this.#read(imageId)).status };
  }

  /** Deleted, brought back by Undo, deleted again, and then for good. */
  async deleteForGood() {
    const page = this.#page;
    const tile = page.locator(
      `[data-image-id="${(await this.#tiles.last().getAttribute('data-image-id')) ?? ''}"]`,
    );
    const remove = async () => {
      await tile.focus();
      await page.keyboard.press('x');
      await page.keyboard.press('Delete');
      await page.getByText('1 photograph deleted').last().waitFor();
      await tile.waitFor({ state: 'detached' });
    };
    await remove();
    await page.keyboard.press('Control+z');
    await page.getByText('1 photograph brought back').waitFor();
    await tile.waitFor();
    const afterUndo = await this.#tiles.count();
    await remove();
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.locator('.trash li').first().waitFor();
    const trashed = await page.locator('.trash li').count();
    await this.#options.shot('trash');
    await page.getByRole('button', { name: /^Delete for good: / }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('1 photograph deleted for good').waitFor();
    await page.getByText('The trash is empty').waitFor();
    await page.reload();
    await page.getByText('The trash is empty').waitFor();
    const leftInTrash = await page.locator('.trash li').count();
    await this.#goTo();
    await this.#tiles.nth(3).waitFor();
    return { afterUndo, trashed, leftInTrash, afterDelete: await this.#tiles.count() };
  }
}

/** The surest first. */
function labelsOf(detail: ImageDetail | undefined): string[] {
  const labels = detail?.analysis?.labels;
  if (labels?.status !== 'SUCCEEDED') return [];
  return labels.items.toSorted((one, other) => other.confidence - one.confidence).map(({ name }) => name);
}

/** What the record says of where things are, by the page's name for each box; things of several boxes are left out. */
function boxesOf({ analysis }: ImageDetail): [finding: string, box: BoundingBox][] {
  const faces = analysis?.faces.status === 'SUCCEEDED' ? analysis.faces.items : [];
  const labels = analysis?.labels.status === 'SUCCEEDED' ? analysis.labels.items : [];
  return [
    ...faces.map(({ boundingBox }, index): [string, BoundingBox] => [`faces-${index}`, boundingBox]),
    ...labels.flatMap(({ instances: [one, ...more] }, index): [string, BoundingBox][] =>
      one && more.length === 0 ? [[`labels-${index}`, one.boundingBox]] : [],
    ),
  ];
}

type Rectangle = Record<'x' | 'y' | 'width' | 'height', number>;

/** In the browser. The SVG of the boxes and the picture under it, as they are seen. */
const SEE = `([picture, ...boxes]) => [picture, ...boxes].map((selector) => {
  const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
  return { x, y, width, height };
})`;

async function measure(
  page: Page,
  expected: readonly [finding: string, box: BoundingBox][],
): Promise<{ boxes: number; furthest: number }> {
  const selectors = ['.stage img', ...expected.map(([id]) => `[data-finding=${id}] .box-line`)];
  const [picture, ...boxes] = (await page.evaluate(`(${SEE})(${JSON.stringify(selectors)})`)) as Rectangle[];
  if (!picture) throw new Error('Expected a picture but found none');
  const distances = boxes.flatMap((box, index) => {
    const [, { left, top, width, height }] = expected[index] as [string, BoundingBox];
    return [
      box.x - (picture.x + left * picture.width),
      box.y - (picture.y + top * picture.height),
      box.x + box.width - (picture.x + (left + width) * picture.width),
      box.y + box.height - (picture.y + (top + height) * picture.height),
    ];
  });
  return { boxes: boxes.length, furthest: Math.max(...distances.map(Math.abs)) };
}
