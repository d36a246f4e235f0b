import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Face } from '../../src/faces/face.ts';
import { similarityOf } from '../../src/faces/similarity.ts';
import { PooledInference } from '../../src/inference/inference.ts';
import { drawFaces } from './drawn-face.ts';

const modelsFolder = fileURLToPath(new URL('../../../../.local/models', import.meta.url));

describe('the faces engine with its real models', () => {
  const pool = new PooledInference({ modelsFolder, workers: 1 });
  const find = (bytes: Uint8Array, options: object = {}) => pool.run('faces', { bytes, ...options });

  afterAll(() => pool.close());

  it('finds a face where it was drawn, with its features in their places', async () => {
    const faces = await find(await drawFaces(600, 600, [{ x: 300, y: 270, scale: 1 }]));

    expect(faces).toHaveLength(1);
    const { box, landmarks, pose, widthPx } = faces[0] as Face;
    expect(widthPx).toBeGreaterThan(160);
    expect(widthPx).toBeLessThan(240);
    expect((box.left + box.right) / 2).toBeCloseTo(0.5, 1);
    expect(landmarks.eyeLeft.x * 600).toBeCloseTo(258, -1);
    expect(landmarks.eyeRight.x * 600).toBeCloseTo(342, -1);
    expect(landmarks.eyeLeft.y * 600).toBeCloseTo(270, -1);
    expect(landmarks.mouthLeft.x).toBeLessThan(landmarks.nose.x);
    expect(landmarks.mouthRight.x).toBeGreaterThan(landmarks.nose.x);
    expect(landmarks.chinBottom.y).toBeGreaterThan(landmarks.mouthDown.y);
    expect(Math.abs(pose.roll)).toBeLessThan(3);
    expect(Math.abs(pose.yaw)).toBeLessThan(5);
  });

  it('finds every face of a group, largest first', async () => {
    const group = await drawFaces(1600, 700, [
      { x: 200, y: 300, scale: 0.6 },
      { x: 600, y: 300, scale: 0.9, skin: '#6a4630', hair: '#101010' },
      { x: 1000, y: 300, scale: 0.45, hair: '#c09040' },
      { x: 1400, y: 300, scale: 0.3 },
    ]);

    const faces = await find(group);

    expect(faces.map(({ box }) => Math.round((1600 * (box.left + box.right)) / 2 / 100))).toEqual([
      6, 2, 10, 14,
    ]);
  });

  it('tells a clockwise lean as positive roll', async () => {
    const [face] = await find(await drawFaces(600, 600, [{ x: 300, y: 270, scale: 1, rotate: 20 }]));
    expect(face?.pose.roll).toBeGreaterThan(15);
    expect(face?.pose.roll).toBeLessThan(25);
  });

  it.each([-8, 0, 8])('follows the gaze: irises drawn %s px aside', async (gaze) => {
    const [face] = await find(await drawFaces(600, 600, [{ x: 300, y: 270, scale: 1, gaze }]), {
      pupils: true,
    });

    const { leftPupil, rightPupil } = (face as Face).landmarks;
    expect(Math.abs((leftPupil?.x ?? 0) * 600 - (258 + gaze))).toBeLessThan(4);
    expect(Math.abs((rightPupil?.x ?? 0) * 600 - (342 + gaze))).toBeLessThan(4);
    expect(Math.abs((rightPupil?.y ?? 0) * 600 - 270)).toBeLessThan(4);
  });

  it('tells an open mouth from a shut one', async () => {
    const mouths = [false, true].map(async (isMouthOpen) => {
      const [face] = await find(await drawFaces(600, 600, [{ x: 300, y: 270, scale: 1, isMouthOpen }]));
      return face?.openness.mouth ?? Number.NaN;
    });
    const [shut, open] = await Promise.all(mouths);
    expect(shut).toBeLessThan(0.5);
    expect(open).toBeGreaterThan(0.5);
  });

  it('finds a face that fills the picture', async () => {
    const closeUp = await drawFaces(260, 300, [{ x: 130, y: 130, scale: 1.2 }]);
    expect(await find(closeUp)).toHaveLength(1);
  });

  it('finds no face where there is none', async () => {
    const pattern = `<svg width="640" height="480"><rect width="640" height="480" fill="olive"/>
      ${Array.from({ length: 30 }, (_, i) => `<circle cx="${(i * 97) % 640}" cy="${(i * 61) % 480}" r="${8 + (i % 5) * 9}" fill="hsl(${i * 40} 60% 50%)"/>`).join('')}</svg>`;
    expect(await find(await sharp(Buffer.from(pattern)).png().toBuffer())).toEqual([]);
  });

  it.each([3, 6, 8])(
    'measures in the upright picture when a JPEG lies at orientation %s',
    async (orientation) => {
      const upright = await drawFaces(700, 500, [{ x: 200, y: 220, scale: 0.8 }]);
      const turned = await sharp(await turnBack(upright, orientation))
        .jpeg({ quality: 95 })
        .withMetadata({ orientation })
        .toBuffer();

      const [[expected], [found]] = await Promise.all([find(upright), find(turned)]);

      expect(found?.box.left).toBeCloseTo(expected?.box.left ?? Number.NaN, 1);
      expect(found?.box.bottom).toBeCloseTo(expected?.box.bottom ?? Number.NaN, 1);
    },
  );

  it('gives two pictures of one drawn face vectors that match', async () => {
    const [near, far] = await Promise.all([
      drawFaces(600, 600, [{ x: 300, y: 270, scale: 1 }]),
      drawFaces(900, 500, [{ x: 250, y: 220, scale: 0.6, rotate: -15 }]),
    ]);

    const [[one], [other]] = await Promise.all([
      find(near, { identity: 'fit' }),
      find(far, { identity: 'fit' }),
    ]);

    const [first, second] = [one?.identity?.embedding, other?.identity?.embedding];
    expect(first).toHaveLength(1024);
    expect(similarityOf(first as Float32Array, second as Float32Array)).toBeGreaterThan(80);
  });

  it('describes only what is asked for', async () => {
    const bytes = await drawFaces(600, 600, [{ x: 300, y: 270, scale: 1 }]);

    const [[plain], [full]] = await Promise.all([
      find(bytes),
      find(bytes, { identity: 'all', emotions: true }),
    ]);

    expect(plain).not.toHaveProperty('identity');
    expect(plain).not.toHaveProperty('emotions');
    expect(full?.identity?.ageYears).toBeGreaterThan(1);
    const shares = Object.values(full?.emotions ?? {});
    expect(shares).toHaveLength(7);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
  });

  it('says which faces are unfit, and identifies only the others', async () => {
    const group = await drawFaces(1200, 600, [
      { x: 250, y: 280, scale: 0.9 },
      { x: 700, y: 280, scale: 0.6 },
      { x: 1050, y: 280, scale: 0.15 },
    ]);

    const faces = await find(group, { identity: 'fit', qualityFilter: 'HIGH', maxFaces: 1 });

    expect(faces.map(({ unfitFor }) => unfitFor)).toEqual([
      [],
      ['EXCEEDS_MAX_FACES'],
      expect.arrayContaining(['SMALL_BOUNDING_BOX']),
    ]);
    expect(faces.map(({ identity }) => identity !== undefined)).toEqual([true, false, false]);
  });

  it('refuses what is no picture', async () => {
    await expect(find(Buffer.from('text'))).rejects.toMatchObject({ type: 'InvalidImageFormatException' });
  });
});

/** The picture as a camera stores it that says `orientation`: turned the other way. */
function turnBack(upright: Buffer, orientation: number): Promise<Buffer> {
  const degrees = { 3: 180, 6: -90, 8: 90 }[orientation] ?? 0;
  return sharp(upright).rotate(degrees).png().toBuffer();
}
