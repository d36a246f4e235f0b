import { describe, expect, it, jest } from '@jest/globals';
import type { Detection } from '../../src/labels/detector.ts';
import { detectTwice, withMirroredLook } from '../../src/labels/mirrored-look.ts';
import type { Raster } from '../../src/raster.ts';

const detection = (coco: string, score: number, left = 0.6, right = 0.9): Detection => ({
  coco,
  score,
  box: { left, top: 0.3, right, bottom: 0.8 },
});

const scoresOf = (detections: Detection[]) =>
  Object.fromEntries(detections.map(({ coco, score }) => [coco, score]));

const MIN_SCORE = 0.2;

describe('withMirroredLook', () => {
  const seen = [detection('horse', 0.34), detection('cow', 0.28), detection('sheep', 0.27)];

  it('decides by the mean of both looks whether a thing is a horse, a cow or a sheep', () => {
    const merged = withMirroredLook(seen, [detection('horse', 0.7), detection('cow', 0.2)], MIN_SCORE);

    expect(scoresOf(merged)).toEqual({ horse: expect.closeTo(0.52), cow: expect.closeTo(0.24) });
  });

  it('takes the name from what only one look sees', () => {
    const merged = withMirroredLook(
      [detection('sheep', 0.3), detection('dog', 0.25)],
      [detection('sheep', 0.3)],
      MIN_SCORE,
    );

    expect(scoresOf(merged)).toEqual({ sheep: expect.closeTo(0.3) });
  });

  it('leaves alone what is not in question: other things, one far ahead of the rest, people', () => {
    const clear = [
      detection('dog', 0.77, 0.1, 0.3),
      detection('keyboard', 0.43),
      detection('book', 0.27),
      detection('person', 0.4, 0.4, 0.5),
      detection('bicycle', 0.38, 0.4, 0.5),
    ];

    expect(withMirroredLook(clear, [], MIN_SCORE)).toEqual(clear.toSorted((a, b) => b.score - a.score));
  });

  it('counts a mirrored find only where the thing is', () => {
    const elsewhere = [detection('horse', 0.9, 0.1, 0.4), detection('cow', 0.28), detection('sheep', 0.28)];

    expect(scoresOf(withMirroredLook(seen, elsewhere, MIN_SCORE)).horse).toBeCloseTo(0.22);
  });
});

describe('detectTwice', () => {
  /** The left pixel is red, the right one blue. */
  const raster: Raster = { data: Uint8Array.of(255, 0, 0, 0, 0, 255), width: 2, height: 1 };
  const scores = { minScore: MIN_SCORE, askFrom: 0.25 };

  it('looks at the mirrored picture too where two classes are about as likely, and turns its boxes back', async () => {
    const detect = jest.fn(async ({ data }: Raster) =>
      data[0] === 255
        ? [detection('horse', 0.34), detection('cow', 0.28)]
        : [detection('horse', 0.7, 1 - 0.9, 1 - 0.6)],
    );

    const detections = await detectTwice(detect, raster, scores);

    expect(detect).toHaveBeenCalledTimes(2);
    expect(detections).toEqual([{ ...detection('horse', 0), score: expect.closeTo(0.52) }]);
  });

  it.each([
    ['one class is far ahead', [detection('horse', 0.5), detection('cow', 0.3)]],
    ['all of them are too faint to be named', [detection('horse', 0.24), detection('cow', 0.23)]],
    ['there is nothing', []],
  ])('looks once where %s', async (_, detections) => {
    const detect = jest.fn(async () => detections);

    expect(await detectTwice(detect, raster, scores)).toEqual(detections);
    expect(detect).toHaveBeenCalledTimes(1);
  });
});
