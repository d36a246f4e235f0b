import { boundingBoxSchema, type Preview } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  toBoundingBox,
  toConfidence,
  toRefusal,
  toRekognitionImage,
} from '../../../../functions/shared/rekognition-image.ts';

const preview: Preview = { key: 'previews/a/b.jpg', width: 640, height: 480, sizeBytes: 1 };

describe('toBoundingBox', () => {
  it.each([
    [
      'inside',
      { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.4 },
      { left: 0.1, top: 0.2, width: 0.3, height: 0.4 },
    ],
    [
      'past the left',
      { Left: -0.1, Top: 0, Width: 0.5, Height: 1 },
      { left: 0, top: 0, width: 0.4, height: 1 },
    ],
    [
      'past the right',
      { Left: 0.9, Top: 0, Width: 0.5, Height: 1 },
      { left: 0.9, top: 0, width: 0.1, height: 1 },
    ],
    [
      'past the top',
      { Left: 0, Top: -0.25, Width: 1, Height: 0.5 },
      { left: 0, top: 0, width: 1, height: 0.25 },
    ],
    ['past every side', { Left: -1, Top: -1, Width: 3, Height: 3 }, { left: 0, top: 0, width: 1, height: 1 }],
  ])('clips a box %s', (_, box, clipped) => {
    expect(toBoundingBox(box)).toEqual(clipped);
  });

  it.each([
    ['right of the picture', { Left: 1.1, Top: 0, Width: 0.5, Height: 1 }],
    ['above it', { Left: 0, Top: -0.5, Width: 1, Height: 0.4 }],
    ['without a width', { Left: 0.5, Top: 0.5, Width: 0, Height: 0.5 }],
    ['without numbers', {}],
  ])('gives no box for one %s', (_, box) => {
    expect(toBoundingBox(box)).toBeUndefined();
  });

  it('never reaches past the picture by rounding', () => {
    const ratio = fc.double({ min: -0.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(ratio, ratio, ratio, ratio, (Left, Top, Width, Height) => {
        const box = toBoundingBox({ Left, Top, Width: Math.abs(Width), Height: Math.abs(Height) });
        if (!box) return;
        boundingBoxSchema.parse(box);
        expect(box.left + box.width).toBeLessThanOrEqual(1 + Number.EPSILON);
        expect(box.top + box.height).toBeLessThanOrEqual(1 + Number.EPSILON);
      }),
    );
  });

  it('places every edge within half a pixel of the largest preview', () => {
    const box = toBoundingBox({ Left: 0.123456789, Top: 0.1, Width: 0.456789123, Height: 0.1 });
    expect(Math.abs((box?.left ?? 0) - 0.123456789) * 4096).toBeLessThan(0.5);
    expect(Math.abs((box?.left ?? 0) + (box?.width ?? 0) - 0.580245912) * 4096).toBeLessThan(0.5);
  });
});

describe('toConfidence', () => {
  it('keeps two decimals', () => {
    expect(toConfidence(99.98796844482422)).toBe(99.99);
    expect(toConfidence(55)).toBe(55);
  });
});

describe('toRefusal', () => {
  // https://docs.aws.amazon.com/rekognition/latest/dg/limits.html: at least 80 pixels for both height and width
  it('lets 80 px pass and names the size of what is smaller', () => {
    expect(toRefusal({ ...preview, width: 80, height: 80 })).toBeUndefined();
    expect(toRefusal({ ...preview, width: 4096, height: 79 })).toContain('4096×79 px');
    expect(toRefusal({ ...preview, width: 79, height: 4096 })).toContain('79×4096 px');
  });
});

describe('toRekognitionImage', () => {
  it('names the preview in the bucket, so that its bytes never travel through a function', () => {
    expect(toRekognitionImage('results', preview)).toEqual({
      S3Object: { Bucket: 'results', Name: 'previews/a/b.jpg' },
    });
  });
});
