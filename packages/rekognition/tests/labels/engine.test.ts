import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { PooledInference } from '../../src/inference/inference.ts';

const modelsFolder = fileURLToPath(new URL('../../../../.local/models', import.meta.url));

/** A scene that a model may call anything: a shore under a sun. Only the shape of the answer is looked at. */
const picture = () =>
  sharp(
    Buffer.from(`<svg width="640" height="480">
      <rect width="640" height="480" fill="skyblue"/>
      <rect y="300" width="640" height="180" fill="sandybrown"/>
      <circle cx="500" cy="90" r="50" fill="yellow"/>
    </svg>`),
  ).jpeg();

describe('the labels engine with its real models', () => {
  const pool = new PooledInference({ modelsFolder, workers: 1 });

  afterAll(() => pool.close());

  it('answers labels that hold together', async () => {
    const { labels, imageProperties } = await pool.run('labels', {
      bytes: await picture().toBuffer(),
      areLabelsWanted: true,
      maxDominantColors: 5,
    });

    expect(labels.length).toBeGreaterThan(0);
    for (const { name, confidence, instances } of labels) {
      expect(name).not.toBe('');
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(100);
      for (const { box } of instances) {
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.right).toBeLessThanOrEqual(1);
        expect(box.bottom).toBeGreaterThan(box.top);
      }
    }
    expect(imageProperties?.dominantColors.map(({ color }) => color.simplified)).toEqual(['blue', 'brown']);
  });

  it('gives the same answer to the same picture', async () => {
    const input = { bytes: await picture().toBuffer(), areLabelsWanted: true };

    expect(await pool.run('labels', input)).toEqual(await pool.run('labels', input));
  });

  it('computes image properties without looking for labels', async () => {
    const { labels, imageProperties } = await pool.run('labels', {
      bytes: await picture().toBuffer(),
      areLabelsWanted: false,
      maxDominantColors: 1,
    });

    expect(labels).toEqual([]);
    expect(imageProperties?.dominantColors).toHaveLength(1);
  });

  it.each([
    ['a WebP', () => picture().webp().toBuffer(), 'InvalidImageFormatException'],
    ['a picture of 79 px', () => picture().resize(79, 79).toBuffer(), 'InvalidParameterException'],
    [
      'a picture of more than 10,000 px',
      () =>
        sharp({ create: { width: 10_001, height: 100, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
      'InvalidParameterException',
    ],
  ])("refuses %s with the service's own error", async (_, bytes, type) => {
    await expect(pool.run('labels', { bytes: await bytes(), areLabelsWanted: true })).rejects.toMatchObject({
      type,
    });
  });
});
