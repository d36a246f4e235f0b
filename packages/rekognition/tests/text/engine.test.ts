import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { PooledInference } from '../../src/inference/inference.ts';
import type { TextLine } from '../../src/text/engine.ts';
import { drawText } from './drawn-text.ts';

const modelsFolder = fileURLToPath(new URL('../../../../.local/models', import.meta.url));

const toTexts = (lines: TextLine[]) => lines.map(({ words }) => words.map(({ text }) => text).join(' '));

describe('the text engine with its real models', () => {
  const pool = new PooledInference({ modelsFolder, workers: 1 });
  let page: Buffer;

  beforeAll(async () => {
    page = await drawText(800, 300, [
      { text: 'THE HOTEL MAIN HALL', x: 60, y: 100, size: 36 },
      { text: 'ROOM 27 FAR LEFT', x: 60, y: 190, size: 36 },
    ]);
  });

  afterAll(() => pool.close());

  it('reads lines and their words from the top', async () => {
    const lines = await pool.run('text', { bytes: page });

    expect(toTexts(lines)).toEqual(['THE HOTEL MAIN HALL', 'ROOM 27 FAR LEFT']);
    for (const { confidence } of lines.flatMap(({ words }) => words)) {
      expect(confidence).toBeGreaterThan(80);
      expect(confidence).toBeLessThanOrEqual(100);
    }
  });

  it('puts the polygon of a word around its letters, with the room that a line of text takes', async () => {
    const [first] = await pool.run('text', { bytes: page });

    // HOTEL is drawn from x 199 to 363 px and y 62 to 102 px; the picture is 800×300 px.
    const [startTop, endTop, endBottom, startBottom] = first?.words[1]?.polygon ?? [];
    expect(Math.abs((startTop?.x ?? 0) * 800 - 199)).toBeLessThan(8);
    expect(Math.abs((endTop?.x ?? 0) * 800 - 363)).toBeLessThan(8);
    for (const top of [startTop, endTop]) expect(Math.abs((top?.y ?? 0) * 300 - 56)).toBeLessThan(8);
    for (const foot of [endBottom, startBottom]) expect(Math.abs((foot?.y ?? 0) * 300 - 108)).toBeLessThan(8);
  });

  it.each([6, 90, 180, 270])('reads a page turned by %d°, polygons in order of reading', async (degrees) => {
    const turned = await sharp(page).rotate(degrees, { background: 'white' }).png().toBuffer();

    const lines = await pool.run('text', { bytes: turned });

    expect(toTexts(lines)).toEqual(['THE HOTEL MAIN HALL', 'ROOM 27 FAR LEFT']);
    const { width, height } = await sharp(turned).metadata();
    const [start, end] = lines[0]?.words[1]?.polygon ?? [];
    const along = Math.atan2(
      ((end?.y ?? 0) - (start?.y ?? 0)) * height,
      ((end?.x ?? 0) - (start?.x ?? 0)) * width,
    );
    expect(Math.round((along * 180) / Math.PI + 360) % 360).toBe(degrees);
  });

  it('reads a line that runs down beside level ones', async () => {
    const sign = await drawText(700, 400, [
      { text: 'HOTEL ROOM', x: 60, y: 100, size: 36 },
      { text: 'FAR LEFT', x: 600, y: 60, size: 36, turn: 90 },
    ]);

    const lines = await pool.run('text', { bytes: sign });

    const words = lines.flatMap((line) => line.words.map(({ text }) => text));
    expect(words.sort()).toEqual(['FAR', 'HOTEL', 'LEFT', 'ROOM']);
  });

  it('finds small print in a large picture by a closer look', async () => {
    const rows = Array.from({ length: 6 }, (_, row) => ({
      text: 'THE HOTEL MAIN HALL',
      x: 200,
      y: 300 + row * 60,
    }));
    const large = await drawText(
      2048,
      1400,
      rows.map((row) => ({ ...row, size: 10 })),
    );

    const lines = await pool.run('text', { bytes: large });

    expect(lines).toHaveLength(6);
  });

  it('answers nothing for a picture without text', async () => {
    const sky = await sharp({ create: { width: 320, height: 240, channels: 3, background: 'skyblue' } })
      .jpeg()
      .toBuffer();

    expect(await pool.run('text', { bytes: sky })).toEqual([]);
  });

  it('refuses what is no image', async () => {
    await expect(pool.run('text', { bytes: Buffer.from('no image') })).rejects.toMatchObject({
      type: 'InvalidImageFormatException',
    });
  });
});
