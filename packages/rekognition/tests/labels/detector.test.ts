import { describe, expect, it } from '@jest/globals';
import { findPeaks, withLargePeople } from '../../src/labels/detector.ts';

/** Two planes of three rows and four columns. */
const heat = (first: number[][], second: number[][] = []) =>
  Float32Array.from(
    [first, second].flatMap((plane) => [...plane.flat(), ...Array(12 - plane.flat().length).fill(0)]),
  );

describe('findPeaks', () => {
  it('finds the highest cell of each hill, in every plane', () => {
    const map = heat(
      [
        [0.1, 0.3, 0.1, 0],
        [0.1, 0.6, 0.2, 0],
        [0, 0.1, 0.1, 0.4],
      ],
      [[0, 0, 0, 0.5]],
    );

    expect(findPeaks(map, 4, 3, 0.25)).toEqual([
      { plane: 0, row: 1, column: 1, score: expect.closeTo(0.6) },
      { plane: 0, row: 2, column: 3, score: expect.closeTo(0.4) },
      { plane: 1, row: 0, column: 3, score: expect.closeTo(0.5) },
    ]);
  });

  it('takes the end of one row for no neighbour of the next row, nor one plane for a neighbour of another', () => {
    const map = heat(
      [
        [0, 0, 0, 0.5],
        [0.4, 0, 0, 0],
        [0, 0, 0, 0.9],
      ],
      [[0.3, 0, 0, 0]],
    );

    expect(findPeaks(map, 4, 3, 0.25)).toHaveLength(4);
  });

  it('leaves out what is below the least score', () => {
    expect(findPeaks(heat([[0.24, 0, 0, 0.26]]), 4, 3, 0.25)).toMatchObject([{ column: 3 }]);
  });
});

describe('withLargePeople', () => {
  const box = (side: number) => ({ left: 0, top: 0, right: side, bottom: side });

  it('gives a person who fills the picture the score that is missing, and nothing else any', () => {
    const [large, small, bird] = withLargePeople([
      { coco: 'person', score: 0.24, box: box(0.7) },
      { coco: 'person', score: 0.24, box: box(0.1) },
      { coco: 'bird', score: 0.24, box: box(0.7) },
    ]);

    expect(large?.score).toBeCloseTo(0.34);
    expect(small?.score).toBe(0.24);
    expect(bird?.score).toBe(0.24);
  });
});
