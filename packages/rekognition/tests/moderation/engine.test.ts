import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { PooledInference } from '../../src/inference/inference.ts';
import { drawFaces } from '../faces/drawn-face.ts';

const modelsFolder = fileURLToPath(new URL('../../../../.local/models', import.meta.url));

describe('the moderation engine with its real model', () => {
  const pool = new PooledInference({ modelsFolder, workers: 1 });

  afterAll(() => pool.close());

  it('takes a drawn face for a drawing rather than for nudity, in shares that add up to 1', async () => {
    const drawing = await drawFaces(640, 480, [{ x: 320, y: 200, scale: 0.9 }]);

    const shares = await pool.run('moderation', { bytes: drawing });

    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    expect(shares.Drawing).toBeGreaterThan(shares.Porn + shares.Hentai + shares.Sexy);
  });

  it('refuses a picture of more than 10,000 px, as the service does for this operation', async () => {
    const wide = await sharp({ create: { width: 10_001, height: 80, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await expect(pool.run('moderation', { bytes: wide })).rejects.toMatchObject({
      type: 'InvalidParameterException',
    });
  });
});
