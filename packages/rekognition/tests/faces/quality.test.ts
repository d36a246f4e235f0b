import { describe, expect, it } from '@jest/globals';
import type { Face } from '../../src/faces/face.ts';
import type { Mesh } from '../../src/faces/facemesh.ts';
import { qualityOf } from '../../src/faces/quality.ts';
import { poorQualityOf, QUALITY_FILTERS } from '../../src/faces/quality-filter.ts';

const SIZE_PX = 224;

/** The five points by which a face is aligned, so that it fills the picture. */
const mesh: Mesh = (() => {
  const points = Array.from({ length: 468 }, () => ({ x: 0, y: 0, z: 0 }));
  const place = (x: number, y: number, ...numbers: number[]) => {
    for (const number of numbers) points[number] = { x: 2 * x, y: 2 * y, z: 0 };
  };
  place(38.2946, 51.6963, 33, 133);
  place(73.5318, 51.5014, 362, 263);
  place(56.0252, 71.7366, 1);
  place(41.5493, 92.3655, 61);
  place(70.7299, 92.2041, 291);
  return { points, score: 1 };
})();

function stripes(dark: number, bright: number, widthPx: number) {
  const data = new Uint8Array(SIZE_PX * SIZE_PX * 3);
  for (let at = 0; at < data.length; at++) {
    const column = Math.floor(at / 3) % SIZE_PX;
    data[at] = Math.floor(column / widthPx) % 2 ? bright : dark;
  }
  return { data, width: SIZE_PX, height: SIZE_PX };
}

describe('qualityOf', () => {
  it('measures brightness as the mean of the face: 0 black, 100 white', () => {
    expect(qualityOf(stripes(0, 0, 8), mesh).brightness).toBeCloseTo(0);
    expect(qualityOf(stripes(255, 255, 8), mesh).brightness).toBeCloseTo(100);
    expect(qualityOf(stripes(51, 51, 8), mesh).brightness).toBeCloseTo(20);
  });

  it('measures sharpness by the change between neighbours: none in a plain, full in fine stripes', () => {
    const [plain, coarse, fine] = [stripes(90, 90, 8), stripes(60, 120, 56), stripes(0, 255, 8)];
    const sharpness = [plain, coarse, fine].map((photo) => qualityOf(photo, mesh).sharpness);
    expect(sharpness[0]).toBeCloseTo(0);
    expect(sharpness[1]).toBeGreaterThan(1);
    expect(sharpness[1]).toBeLessThan(50);
    expect(sharpness[2]).toBe(100);
  });
});

describe('poorQualityOf', () => {
  type Judged = Pick<Face, 'widthPx' | 'quality' | 'confidence' | 'pose'>;
  const good: Judged = {
    widthPx: 120,
    quality: { brightness: 50, sharpness: 60 },
    confidence: 95,
    pose: { roll: 80, yaw: 5, pitch: -5 }, // a roll is undone before faces are compared
  };

  it.each(QUALITY_FILTERS)('lets a good face pass: %s', (filter) => {
    expect(poorQualityOf(good, filter)).toEqual([]);
  });

  it.each([
    ['SMALL_BOUNDING_BOX', { widthPx: 12 }],
    ['LOW_SHARPNESS', { quality: { brightness: 50, sharpness: 5 } }],
    ['LOW_BRIGHTNESS', { quality: { brightness: 2, sharpness: 60 } }],
    ['LOW_CONFIDENCE', { confidence: 40 }],
    ['EXTREME_POSE', { pose: { roll: 0, yaw: -80, pitch: 0 } }],
    ['EXTREME_POSE', { pose: { roll: 0, yaw: 0, pitch: 75 } }],
  ])('names the reason: %s', (reason, poor) => {
    expect(poorQualityOf({ ...good, ...poor }, 'AUTO')).toEqual([reason]);
    expect(poorQualityOf({ ...good, ...poor }, 'NONE')).toEqual([]);
  });

  it('names every reason', () => {
    const reasons = poorQualityOf({ ...good, widthPx: 10, confidence: 10 }, 'LOW');
    expect(reasons).toEqual(['LOW_CONFIDENCE', 'SMALL_BOUNDING_BOX']);
  });

  it('asks for more the higher the bar', () => {
    const small = { ...good, widthPx: 30 };
    expect(['LOW', 'MEDIUM', 'HIGH'].map((bar) => poorQualityOf(small, bar as 'LOW').length)).toEqual([
      0, 0, 1,
    ]);
  });
});
