import { describe, expect, it } from '@jest/globals';
import type { InferenceSession } from 'onnxruntime-node';
import { detectionSize, mapText, tilesAlong } from '../../src/text/probability-map.ts';

describe('detectionSize', () => {
  it('scales a large picture down, in whole multiples of 32', () => {
    expect(detectionSize({ width: 4000, height: 3000 }, 1280)).toEqual({ width: 1280, height: 960 });
    expect(detectionSize({ width: 1000, height: 1333 }, 1280)).toEqual({ width: 960, height: 1280 });
  });

  it('enlarges a small picture to 544 px at its short side, but never beyond the long edge', () => {
    expect(detectionSize({ width: 400, height: 320 }, 1280)).toEqual({ width: 672, height: 544 });
    expect(detectionSize({ width: 400, height: 80 }, 1280)).toEqual({ width: 1280, height: 256 });
  });

  it('keeps a medium one', () => {
    expect(detectionSize({ width: 1024, height: 768 }, 1280)).toEqual({ width: 1024, height: 768 });
  });
});

describe('tilesAlong', () => {
  it('takes an edge up to 1280 px whole', () => {
    expect(tilesAlong(1280)).toEqual([{ start: 0, size: 1280 }]);
  });

  it.each([1312, 2048, 4096])(
    'covers %d px with tiles of one size that overlap by 128 px at least',
    (edge) => {
      const tiles = tilesAlong(edge);

      expect(tiles[0]?.start).toBe(0);
      expect((tiles.at(-1)?.start ?? 0) + (tiles.at(-1)?.size ?? 0)).toBe(edge);
      tiles.slice(1).forEach(({ start, size }, index) => {
        const before = tiles[index];
        expect((before?.start ?? 0) + size - start).toBeGreaterThanOrEqual(128);
        expect(size).toBeLessThanOrEqual(1280);
        expect(size % 32).toBe(0);
      });
    },
  );
});

describe('mapText', () => {
  it('puts the answers to overlapping tiles together, keeping the greater', async () => {
    const sizes: number[][] = [];
    /** Answers its first input channel (blue, -1…1) as probability, in the first tile halved. */
    const session = {
      inputNames: ['x'],
      outputNames: ['y'],
      run: async ({ x }: { x: { data: Float32Array; dims: number[] } }) => {
        sizes.push(x.dims);
        const [, , height = 0, width = 0] = x.dims;
        const factor = sizes.length === 1 ? 0.5 : 1;
        return {
          y: { type: 'float32', data: x.data.slice(0, height * width).map((value) => value * factor) },
        };
      },
    } as unknown as InferenceSession;
    const raster = { data: new Uint8Array(3 * 2048 * 64).fill(255), width: 2048, height: 64 };

    const map = await mapText(session, raster, 2048);

    expect(map).toMatchObject({ width: 2048, height: 64 });
    expect(sizes).toEqual([
      [1, 3, 64, 1088],
      [1, 3, 64, 1088],
    ]);
    const row = map.data.subarray(2048 * 30, 2048 * 31);
    expect([row[0], row[959], row[960], row[2047]]).toEqual([0.5, 0.5, 1, 1]);
  });
});
