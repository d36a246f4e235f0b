import { describe, expect, it, jest } from '@jest/globals';
import { readBoxes } from '../../src/text/directions.ts';
import type { ReadBox } from '../../src/text/recognition.ts';
import type { RotatedBox } from '../../src/text/rotated-box.ts';

const raster = { data: new Uint8Array(), width: 0, height: 0 };
const line = (width: number, height = 20): RotatedBox => ({
  centerX: 0,
  centerY: 0,
  axisX: 1,
  axisY: 0,
  width,
  height,
});

/** Degrees of a box's direction of reading. */
const degreesOf = ({ axisX, axisY }: RotatedBox) =>
  (Math.round((Math.atan2(axisY, axisX) * 180) / Math.PI) + 360) % 360;

/** A reader that is as sure of a box as the picture says for its direction. */
function reader(confidenceAt: (degrees: number, box: RotatedBox) => number) {
  return jest.fn<ReadBox>(async (_, box) => ({
    box,
    confidence: confidenceAt(degreesOf(box), box),
    words: [{ text: 'words', confidence: 1, from: 0, to: 1 }],
  }));
}

async function read(boxes: RotatedBox[], confidenceAt: (degrees: number, box: RotatedBox) => number) {
  const readBox = reader(confidenceAt);
  const readings = await readBoxes(readBox, raster, boxes);
  return { degrees: readings.map(({ box }) => degreesOf(box)), calls: readBox.mock.calls.length };
}

describe('readBoxes', () => {
  it('reads a sure line once', async () => {
    expect(await read([line(200)], () => 0.9)).toEqual({ degrees: [0], calls: 1 });
  });

  it('turns a line round when that makes more sense', async () => {
    expect(await read([line(200)], (degrees) => (degrees === 180 ? 0.95 : 0.5))).toEqual({
      degrees: [180],
      calls: 2,
    });
  });

  it('keeps the expected direction when the other is hardly better', async () => {
    const { degrees } = await read([line(200)], (degree) => (degree === 180 ? 0.64 : 0.6));

    expect(degrees).toEqual([0]);
  });

  it('learns from long lines how a page stands, and reads the others once', async () => {
    const page = Array.from({ length: 20 }, (_, index) => line(400 - index));

    expect(await read(page, (degrees) => (degrees === 180 ? 0.95 : 0.5))).toEqual({
      degrees: page.map(() => 180),
      calls: 21,
    });
  });

  it('lets a short word that reads both ways stand as the page does', async () => {
    const { degrees } = await read([line(40), line(400)], (degree, { width }) =>
      width < 100 || degree === 180 ? 0.9 : 0.5,
    );

    expect(degrees).toEqual([180, 180]);
  });

  it('reads a tall box downwards or upwards', async () => {
    expect((await read([line(20, 200)], () => 0.9)).degrees).toEqual([90]);
    expect((await read([line(20, 200)], (degree) => (degree === 270 ? 0.9 : 0.4))).degrees).toEqual([270]);
  });

  it('takes a box that is a little tall for an upright letter when that is sure', async () => {
    expect(await read([line(20, 50)], () => 0.99)).toEqual({ degrees: [0], calls: 1 });
  });

  it('takes it for a word that runs down when that makes more sense', async () => {
    expect((await read([line(20, 50)], (degree) => (degree === 90 ? 0.9 : 0.5))).degrees).toEqual([90]);
  });
});
