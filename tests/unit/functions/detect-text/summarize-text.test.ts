import type { TextDetection } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { summarizeText } from '../../../../functions/detect-text/summarize-text.ts';
import { MAX_ITEMS_BYTES } from '../../../../functions/shared/bound-items.ts';

const detection = (over: TextDetection = {}): TextDetection => ({
  DetectedText: 'MONDAY',
  Type: 'WORD',
  Id: 7,
  ParentId: 2,
  Confidence: 92.76634979248047,
  Geometry: { BoundingBox: { Left: 0.5540683, Top: 0.3485806, Width: 0.3998897, Height: 0.1193 } },
  ...over,
});

describe('summarizeText', () => {
  it('keeps what was read, how surely and where', () => {
    expect(summarizeText({ TextDetections: [detection()] })).toEqual([
      {
        text: 'MONDAY',
        type: 'WORD',
        confidence: 92.77,
        boundingBox: { left: 0.5541, top: 0.3486, width: 0.3999, height: 0.1193 },
      },
    ]);
  });

  it('clips a box that reaches past the picture', () => {
    const Geometry = { BoundingBox: { Left: -0.1, Top: 0.9, Width: 0.3, Height: 0.3 } };

    expect(summarizeText({ TextDetections: [detection({ Geometry })] })[0]?.boundingBox).toEqual({
      left: 0,
      top: 0.9,
      width: 0.2,
      height: 0.1,
    });
  });

  it('puts lines before words, each in the order in which they are read', () => {
    const TextDetections = [
      detection({ DetectedText: 'IT’S', Type: 'WORD' }),
      detection({ DetectedText: 'IT’S MONDAY', Type: 'LINE' }),
      detection({ DetectedText: 'MONDAY', Type: 'WORD' }),
    ];

    expect(summarizeText({ TextDetections }).map(({ text }) => text)).toEqual([
      'IT’S MONDAY',
      'IT’S',
      'MONDAY',
    ]);
  });

  it('keeps all lines of a page when its words are too many for a record', () => {
    const lines = Array.from({ length: 60 }, () => detection({ Type: 'LINE' }));
    const words = Array.from({ length: 700 }, () => detection({ Type: 'WORD' }));

    const items = summarizeText({ TextDetections: [...lines, ...words] });

    expect(items.filter(({ type }) => type === 'LINE')).toHaveLength(60);
    expect(items.filter(({ type }) => type === 'WORD')).toHaveLength(100);
  });

  it('stays within its share of a record with the longest lines in two-byte letters', () => {
    const long = { DetectedText: 'é'.repeat(5000) };
    const TextDetections = ['LINE', 'WORD'].flatMap((Type) =>
      Array.from({ length: 1000 }, () => detection({ ...long, Type: Type as 'LINE' | 'WORD' })),
    );

    const bytes = Buffer.byteLength(JSON.stringify(summarizeText({ TextDetections })));
    expect(bytes).toBeGreaterThan(MAX_ITEMS_BYTES.text - 1_000);
    expect(bytes).toBeLessThanOrEqual(MAX_ITEMS_BYTES.text + 1); // and a bracket
  });

  it.each<[string, TextDetection]>([
    ['no text', { DetectedText: '' }],
    ['no type', { Type: undefined }],
    ['no geometry', { Geometry: undefined }],
    [
      'a box outside the picture',
      { Geometry: { BoundingBox: { Left: 1.1, Top: 0, Width: 0.2, Height: 0.1 } } },
    ],
  ])('leaves out a detection with %s', (_, over) => {
    expect(summarizeText({ TextDetections: [detection(over)] })).toEqual([]);
  });

  it('is empty for a picture without text', () => {
    expect(summarizeText({})).toEqual([]);
  });
});
