import type { Analysis } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import { MOST_SHAPES, toShapes } from '../../../../local/annotate/shapes.ts';

const box = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
const other = { left: 0.6, top: 0.2, width: 0.3, height: 0.4 };
const skipped = { status: 'SKIPPED' } as const;
const nothing: Analysis = {
  labels: skipped,
  text: skipped,
  faces: skipped,
  people: skipped,
  celebrities: skipped,
  moderation: skipped,
  customLabels: skipped,
  thumbnails: skipped,
};
const found = <Items extends unknown[]>(...items: Items) => ({
  status: 'SUCCEEDED' as const,
  raw: 'raw.json',
  items,
});
const shapesOf = (analysis: Partial<Analysis>) => toShapes({ analysis: { ...nothing, ...analysis } });

describe('toShapes', () => {
  it('draws nothing where nothing was analysed, skipped or failed', () => {
    const failed = { status: 'FAILED', error: { name: 'TimeoutError', message: '' } } as const;

    expect(toShapes({})).toEqual([]);
    expect(shapesOf({ labels: failed })).toEqual([]);
  });

  it('draws each instance of a label with its own confidence, and no label without a place', () => {
    const label = { name: 'Dog', confidence: 99, parents: [], categories: [] };
    const instances = [
      { boundingBox: box, confidence: 97.4 },
      { boundingBox: other, confidence: 61.5 },
    ];

    expect(shapesOf({ labels: found({ ...label, instances }, { ...label, instances: [] }) })).toEqual([
      { kind: 'label', box, caption: 'Dog 97 %' },
      { kind: 'label', box: other, caption: 'Dog 62 %' },
    ]);
  });

  it('draws lines of text, not their words', () => {
    const line = { text: 'MAIN STAY', type: 'LINE' as const, confidence: 99, boundingBox: box };

    expect(shapesOf({ text: found(line, { ...line, text: 'MAIN', type: 'WORD' as const }) })).toEqual([
      { kind: 'text', box, caption: 'MAIN STAY' },
    ]);
  });

  it('names a known face, and says of others how they look', () => {
    const face = { boundingBox: box, confidence: 99 };
    const looks = { gender: { value: 'Male' as const, confidence: 98 }, ageRange: { low: 33, high: 49 } };

    expect(
      shapesOf({
        faces: found(
          { ...face, ...looks, personId: 'p', name: 'Ada Lovelace', similarity: 93.4 },
          { ...face, ...looks },
          face,
        ),
      }),
    ).toEqual([
      { kind: 'person', box, caption: 'Ada Lovelace 93 %' },
      { kind: 'face', box, caption: 'Male, 33 to 49' },
      { kind: 'face', box, caption: '' },
    ]);
  });

  it('draws one box for a person whose face is listed too', () => {
    const ada = { personId: 'p', name: 'Ada Lovelace', similarity: 93 };
    const face = { boundingBox: box, confidence: 99 };

    expect(
      shapesOf({
        people: { ...found({ ...ada, boundingBox: box }), searchedFaces: 2 },
        faces: found({ ...face, ...ada }, { ...face, boundingBox: other }),
      }),
    ).toEqual([
      { kind: 'person', box, caption: 'Ada Lovelace 93 %' },
      { kind: 'face', box: other, caption: '' },
    ]);
  });

  it('draws celebrities that have a place', () => {
    const celebrity = { name: 'Ada', id: 'a', confidence: 88, urls: [] };

    expect(
      shapesOf({
        celebrities: { ...found({ ...celebrity, boundingBox: box }, celebrity), unrecognizedFaces: 0 },
      }),
    ).toEqual([{ kind: 'celebrity', box, caption: 'Ada 88 %' }]);
  });

  it('frames the picture for custom labels of the whole of it', () => {
    const slot = { ...found({ name: 'Ripe', confidence: 91 }, { name: 'Red', confidence: 70 }) };
    const located = { name: 'Worm', confidence: 55, boundingBox: box };

    expect(
      shapesOf({ customLabels: { ...slot, items: [...slot.items, located], projectVersionArn: 'arn' } }),
    ).toEqual([
      {
        kind: 'customLabel',
        box: { left: 0, top: 0, width: 1, height: 1 },
        caption: 'Ripe 91 % · Red 70 %',
      },
      { kind: 'customLabel', box, caption: 'Worm 55 %' },
    ]);
  });

  it('draws a bounded number of each kind', () => {
    const line = { text: 'a', type: 'LINE' as const, confidence: 99, boundingBox: box };

    expect(shapesOf({ text: found(...Array(5_000).fill(line)) })).toHaveLength(MOST_SHAPES);
  });
});
