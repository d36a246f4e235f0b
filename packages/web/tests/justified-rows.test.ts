import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { layOutRows, ratioOf, tileWidths } from '../src/timeline/justified-rows.ts';

const options = { width: 1_000, targetHeight: 200, gap: 4 };
const photograph = fc.record({
  width: fc.integer({ min: 1, max: 9_000 }),
  height: fc.integer({ min: 1, max: 9_000 }),
});

describe('layOutRows', () => {
  it('puts every photograph into one row, in order', () => {
    fc.assert(
      fc.property(fc.array(photograph, { maxLength: 200 }), (photographs) => {
        const rows = layOutRows(photographs, options);

        expect(rows.flatMap(({ start, end }) => photographs.slice(start, end))).toEqual(photographs);
      }),
    );
  });

  it('fills the width of every row but the last to the pixel', () => {
    fc.assert(
      fc.property(fc.array(photograph, { minLength: 30, maxLength: 60 }), (photographs) => {
        for (const row of layOutRows(photographs, options).slice(0, -1)) {
          const widths = tileWidths(photographs, row, options);
          const total = widths.reduce((sum, width) => sum + width, 0) + options.gap * (widths.length - 1);

          expect(total).toBe(options.width);
        }
      }),
    );
  });

  it('keeps rows near the height that was asked for', () => {
    const photographs = Array.from({ length: 200 }, (_, index) => ({
      width: index % 3 ? 3 : 2,
      height: index % 3 ? 2 : 3,
    }));

    for (const { height } of layOutRows(photographs, options)) {
      expect(height).toBeGreaterThan(150);
      expect(height).toBeLessThan(270);
    }
  });

  it('does not blow up the last row', () => {
    expect(layOutRows([{ width: 100, height: 100 }], options)).toEqual([{ start: 0, end: 1, height: 200 }]);
  });

  it('lays out a hundred thousand', () => {
    const photographs = Array.from({ length: 100_000 }, (_, index) => ({
      width: 4 + (index % 5),
      height: 4,
    }));

    expect(layOutRows(photographs, options).at(-1)?.end).toBe(100_000);
  });
});

describe('ratioOf', () => {
  it('takes 3:2 for what has no size yet, and bounds panoramas and threads', () => {
    expect(ratioOf({})).toBe(1.5);
    expect(ratioOf({ width: 10_000, height: 100 })).toBe(3.2);
    expect(ratioOf({ width: 100, height: 10_000 })).toBe(0.45);
  });
});
