import type { Label } from '@aws-sdk/client-rekognition';
import { labelSchema } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import { summarizeLabels } from '../../../../functions/detect-labels/summarize-labels.ts';

/** A label as Rekognition answers it, with so many boxes. */
function label(name: string, instances = 0, confidence = 99.98796844482422): Label {
  return {
    Name: name,
    Confidence: confidence,
    Instances: Array.from({ length: instances }, (_, index) => ({
      BoundingBox: { Left: index / 1000, Top: 0.123456789, Width: 0.0987654321, Height: 0.3333333333 },
      Confidence: 99.9 - index / 100,
    })),
    Parents: [{ Name: 'Animal' }, { Name: 'Mammal' }],
    Aliases: [{ Name: 'Alias' }],
    Categories: [{ Name: 'Animals and Pets' }],
  };
}

describe('summarizeLabels', () => {
  it('keeps name, confidence, parents, categories and boxes', () => {
    expect(summarizeLabels({ Labels: [label('Dog', 1)] })).toEqual([
      {
        name: 'Dog',
        confidence: 99.99,
        parents: ['Animal', 'Mammal'],
        categories: ['Animals and Pets'],
        instances: [
          { boundingBox: { left: 0, top: 0.1235, width: 0.0988, height: 0.3333 }, confidence: 99.9 },
        ],
      },
    ]);
  });

  it('puts the most confident first, labels and boxes', () => {
    const unsorted = [label('Cat', 0, 60), label('Dog', 0, 90)];
    const instances = label('Bird', 3, 75).Instances?.toReversed() ?? [];

    const items = summarizeLabels({
      Labels: [...unsorted, { ...label('Bird', 0, 75), Instances: instances }],
    });

    expect(items.map(({ name }) => name)).toEqual(['Dog', 'Bird', 'Cat']);
    expect(items[1]?.instances.map(({ confidence }) => confidence)).toEqual([99.9, 99.89, 99.88]);
  });

  it('leaves out a box that lies outside the picture', () => {
    const outside = { BoundingBox: { Left: 1.2, Top: 0, Width: 0.1, Height: 0.1 }, Confidence: 80 };
    expect(summarizeLabels({ Labels: [{ ...label('Dog'), Instances: [outside] }] })[0]?.instances).toEqual(
      [],
    );
  });

  it('is empty where Rekognition sees nothing', () => {
    expect(summarizeLabels({ Labels: [] })).toEqual([]);
    expect(summarizeLabels({})).toEqual([]);
  });

  it('keeps every box of a group of thirty, whatever they count as', () => {
    const items = summarizeLabels({
      Labels: ['Person', 'Adult', 'Man', 'Male', 'Suit'].map((name) => label(name, 30)),
    });
    expect(items.map(({ instances }) => instances.length)).toEqual([30, 30, 30, 30, 30]);
  });

  it('keeps a crowd under a hundred labels far below what a state may hand on', () => {
    const crowd = Array.from({ length: 100 }, (_, index) => label(`Label with a long name ${index}`, 100));

    const items = summarizeLabels({ Labels: crowd });

    const bytes = Buffer.byteLength(JSON.stringify(items));
    expect(items).toHaveLength(100); // the most that template.yaml lets MaxLabels be
    expect(bytes).toBeLessThan(55_000); // of 262,144, the limit of Step Functions
    for (const item of items) labelSchema.parse(item);
  });

  it('takes boxes first from the label that has most of them', () => {
    const items = summarizeLabels({ Labels: [label('Person', 600), label('Car', 40), label('Dog', 2)] });
    expect(items.map(({ instances }) => instances.length)).toEqual([158, 40, 2]);
  });
});
