import { describe, expect, it } from '@jest/globals';
import { regionsAt } from '../../src/faces/regions.ts';

describe('regionsAt', () => {
  it('is the whole photograph at level 1', () => {
    expect(regionsAt(1, { width: 640, height: 480 })).toEqual([{ left: 0, top: 0, right: 640, bottom: 480 }]);
  });

  it.each([
    [2, { width: 1600, height: 1200 }],
    [4, { width: 1600, height: 720 }],
    [8, { width: 333, height: 1000 }],
  ])('covers every pixel at level %s of %j, with tiles of one size that stay inside', (level, photo) => {
    const regions = regionsAt(level, photo);

    const sizes = new Set(regions.map(({ left, top, right, bottom }) => `${right - left}×${bottom - top}`));
    expect(sizes.size).toBe(1);
    for (let x = 0; x < photo.width; x += 7) {
      for (let y = 0; y < photo.height; y += 7) {
        expect(regions.some((r) => x >= r.left && x < r.right && y >= r.top && y < r.bottom)).toBe(true);
      }
    }
    for (const { left, top, right, bottom } of regions) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(photo.width);
      expect(bottom).toBeLessThanOrEqual(photo.height);
    }
  });

  it('overlaps by a fifth of a tile or more, so that a face on a border is whole in the next tile', () => {
    const [first, second] = regionsAt(4, { width: 1600, height: 400 });
    const [tile, shared] = [520, (first?.right ?? 0) - (second?.left ?? 0)];
    expect(shared / tile).toBeGreaterThan(0.2);
  });
});
