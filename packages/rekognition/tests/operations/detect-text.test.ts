import { describe, expect, it } from '@jest/globals';
import { detectText } from '../../src/operations/detect-text.ts';
import type { Services } from '../../src/operations/operation.ts';
import { parseRequest } from '../../src/parse-request.ts';
import type { TextLine } from '../../src/text/engine.ts';

/** A word 0.1 high, its left top corner at (left, top). */
function word(text: string, confidence: number, left: number, top: number, width = 0.2) {
  const [right, bottom] = [left + width, top + 0.1];
  return {
    text,
    confidence,
    polygon: [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ],
  };
}

const read: TextLine[] = [
  { words: [word('MONDAY', 90, 0.5, 0.25)] },
  { words: [word('but', 70, 0, 0.5), word('keep', 96, 0.25, 0.5)] },
];

interface Detection {
  DetectedText: string;
  Type: string;
  Id: number;
  ParentId?: number;
  Confidence: number;
  Geometry: object;
}

async function answer(request: object, lines = read) {
  const services = {
    readImage: async () => Uint8Array.of(1, 2, 3),
    inference: { run: async () => lines },
  } as unknown as Services;
  const parsed = parseRequest(detectText.request, { Image: { Bytes: 'AQID' }, ...request });
  return (await detectText.answer(parsed, services)) as { TextDetections: Detection[] };
}

const texts = async (Filters: object) =>
  (await answer({ Filters })).TextDetections.map(({ DetectedText }) => DetectedText);

describe('DetectText', () => {
  it("answers in the service's shape", async () => {
    expect(await answer({}, [{ words: [word('MONDAY', 90, 0.5, 0.25)] }])).toEqual({
      TextDetections: ['LINE', 'WORD'].map((Type, Id) => ({
        DetectedText: 'MONDAY',
        Type,
        Id,
        ...(Type === 'WORD' && { ParentId: 0 }),
        Confidence: 90,
        Geometry: {
          BoundingBox: {
            Left: 0.5,
            Top: 0.25,
            Width: expect.closeTo(0.2),
            Height: expect.closeTo(0.1),
          },
          Polygon: [
            { X: 0.5, Y: 0.25 },
            { X: 0.7, Y: 0.25 },
            { X: 0.7, Y: 0.35 },
            { X: 0.5, Y: 0.35 },
          ],
        },
      })),
      TextModelVersion: '3.0',
    });
  });

  it('numbers lines first, then words, each word with its line as parent', async () => {
    const { TextDetections } = await answer({});

    expect(
      TextDetections.map(({ Id, Type, ParentId, DetectedText }) => [Id, Type, ParentId, DetectedText]),
    ).toEqual([
      [0, 'LINE', undefined, 'MONDAY'],
      [1, 'LINE', undefined, 'but keep'],
      [2, 'WORD', 0, 'MONDAY'],
      [3, 'WORD', 1, 'but'],
      [4, 'WORD', 1, 'keep'],
    ]);
  });

  it('spans a line from its first word to its last, with their mean confidence', async () => {
    expect((await answer({})).TextDetections[1]).toMatchObject({
      Confidence: 83,
      Geometry: { BoundingBox: { Left: 0, Top: 0.5, Width: 0.45 } },
    });
  });

  it('gives all words of a page, more than the 100 of the service', async () => {
    const page = [{ words: Array.from({ length: 750 }, () => word('a', 99, 0, 0)) }];

    expect((await answer({}, page)).TextDetections).toHaveLength(751);
  });

  it('leaves out what a filter excludes, and takes it from its line', async () => {
    expect(await texts({ WordFilter: { MinConfidence: 95 } })).toEqual(['keep', 'keep']);
    expect(await texts({ WordFilter: { MinConfidence: 0, MinBoundingBoxWidth: 0.3 } })).toEqual([]);
    expect(await texts({ WordFilter: { MinConfidence: 0, MinBoundingBoxHeight: 0.2 } })).toEqual([]);
  });

  it('asks for 80 % once there is a filter, for nothing without', async () => {
    expect(await texts({ WordFilter: {} })).toEqual(['MONDAY', 'keep', 'MONDAY', 'keep']);
    expect(await texts({})).toContain('but');
  });

  it('keeps words of which more than half lies in one of the regions', async () => {
    const left = { BoundingBox: { Left: 0, Top: 0, Width: 0.24, Height: 1 } };
    const monday = {
      Polygon: [
        { X: 0.4, Y: 0.2 },
        { X: 0.9, Y: 0.2 },
        { X: 0.9, Y: 0.4 },
        { X: 0.4, Y: 0.4 },
      ],
    };

    expect(await texts({ RegionsOfInterest: [left] })).toEqual(['but', 'but']);
    expect(await texts({ RegionsOfInterest: [left, monday] })).toEqual(['MONDAY', 'but', 'MONDAY', 'but']);
    expect(await texts({ RegionsOfInterest: [] })).toHaveLength(5);
  });

  it.each([
    [{ WordFilter: { MinConfidence: 101 } }, 'filters.wordFilter.minConfidence'],
    [{ WordFilter: { MinBoundingBoxWidth: -0.1 } }, 'filters.wordFilter.minBoundingBoxWidth'],
    [{ RegionsOfInterest: Array(11).fill({}) }, 'filters.regionsOfInterest'],
    [{ RegionsOfInterest: [{}] }, 'filters.regionsOfInterest.0'],
  ])('refuses %j', async (Filters, member) => {
    await expect(answer({ Filters })).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: expect.stringContaining(`'${member}`),
    });
  });
});
