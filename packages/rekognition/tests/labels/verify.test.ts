import { describe, expect, it, jest } from '@jest/globals';
import type { Box } from '../../src/box.ts';
import type { Detection } from '../../src/labels/detector.ts';
import { buildTaxonomy } from '../../src/labels/taxonomy.ts';
import { suppress, verifyDetections } from '../../src/labels/verify.ts';

const taxonomy = buildTaxonomy();

/** A class that means `label` and nothing more special. */
function classOf(label: string): number {
  const [index] = taxonomy.labels.get(label)?.classes ?? [];
  if (index === undefined) throw new Error(`${label} has no class`);
  return index;
}

function probabilities(shares: Record<string, number>): Float32Array {
  const list = new Float32Array(1000);
  for (const [label, share] of Object.entries(shares)) list[classOf(label)] = share;
  return list;
}

const detection = (coco: string, score: number, left = 0.1, right = 0.5): Detection => ({
  coco,
  score,
  box: { left, top: 0.1, right, bottom: 0.5 },
});

const seeing = (shares: Record<string, number>) => jest.fn(async (_: Box) => probabilities(shares));

const verify = (detections: Detection[], lookAt = seeing({})) =>
  verifyDetections(taxonomy, detections, lookAt);

describe('verifyDetections', () => {
  it("translates the detector's classes into labels", async () => {
    const boxes = await verify([detection('cell phone', 0.6)]);

    expect(boxes).toEqual([
      { name: 'Mobile Phone', box: detection('cell phone', 0.6).box, confidence: expect.any(Number) },
    ]);
  });

  it('keeps one box of several on the same thing, and both of two things', async () => {
    const boxes = await verify([
      detection('dog', 0.6),
      detection('dog', 0.5, 0.12, 0.52),
      detection('dog', 0.4, 0.6, 0.9),
    ]);

    expect(boxes.map(({ box }) => box.left)).toEqual([0.1, 0.6]);
  });

  it('drops the head of a dog, but not the child in front of its mother', async () => {
    const headAndWhole = (coco: string) => [detection(coco, 0.8, 0.1, 0.9), detection(coco, 0.4, 0.2, 0.4)];

    expect(await verify(headAndWhole('dog'))).toHaveLength(1);
    expect(await verify(headAndWhole('person'))).toHaveLength(2);
  });

  it('trusts a box more when the classifier agrees and less when it sees something else', async () => {
    const [alone] = await verify([detection('bird', 0.5)]);
    const [agreed] = await verify([detection('bird', 0.5)], seeing({ Eagle: 0.6 }));
    const [disputed] = await verify([detection('bird', 0.5)], seeing({ Beetle: 0.8 }));

    expect(agreed?.confidence).toBeGreaterThan(alone?.confidence ?? 100);
    expect(disputed?.confidence).toBeLessThan(alone?.confidence ?? 0);
  });

  it('trusts a tie only when the classifier is sure of it: it takes any collar for some tie', async () => {
    const [collar] = await verify([detection('tie', 0.3)], seeing({ Tie: 0.3 }));
    const [tie] = await verify([detection('tie', 0.3)], seeing({ Tie: 0.9 }));

    expect(collar?.confidence).toBeLessThan(65);
    expect(tie?.confidence).toBeGreaterThan(80);
  });

  it('decides between two labels for one thing by what the classifier sees', async () => {
    const [box, ...others] = await verify(
      [detection('truck', 0.59), detection('car', 0.5)],
      seeing({ Taxi: 0.5 }),
    );

    expect(box?.name).toBe('Car');
    expect(others).toEqual([]);
  });

  it('looks once at a box that carries two labels', async () => {
    const lookAt = seeing({});

    await verify([detection('horse', 0.4), detection('cow', 0.38)], lookAt);

    expect(lookAt).toHaveBeenCalledTimes(1);
  });

  it('holds nothing against a bicycle that a dog in front of it explains', async () => {
    const dogBeforeBicycle = [detection('bicycle', 0.54), detection('dog', 0.5, 0.2, 0.35)];
    const nobodyBefore = [detection('bicycle', 0.54)];
    const confidenceOfBicycle = async (detections: Detection[]) =>
      (await verify(detections, seeing({ Husky: 0.6 }))).find(({ name }) => name === 'Bicycle')?.confidence;

    expect(await confidenceOfBicycle(dogBeforeBicycle)).toBeGreaterThan(
      (await confidenceOfBicycle(nobodyBefore)) ?? 100,
    );
  });

  it('holds nothing against a cup that there is coffee in it', async () => {
    const [empty] = await verify([detection('cup', 0.5)]);
    const [full] = await verify([detection('cup', 0.5)], seeing({ Coffee: 0.7 }));

    expect(full?.confidence).toBeCloseTo(empty?.confidence ?? 0);
  });

  it('never looks at people, and at most six times', async () => {
    const lookAt = seeing({});
    const people = Array.from({ length: 5 }, (_, i) => detection('person', 0.9, i / 10, i / 10 + 0.04));
    const kinds = ['dog', 'cat', 'car', 'bus', 'bird', 'cup', 'chair', 'clock'];
    const things = kinds.map((coco, i) => detection(coco, 0.5, i / 10, i / 10 + 0.08));

    await verify([...people, ...things], lookAt);

    expect(lookAt).toHaveBeenCalledTimes(6);
  });

  it('gives the third of a kind what the first two earned', async () => {
    const lookAt = seeing({ Taxi: 0.6 });
    const cars = [0, 0.3, 0.6].map((left) => detection('car', 0.5, left, left + 0.2));

    const boxes = await verify(cars, lookAt);

    expect(lookAt).toHaveBeenCalledTimes(2);
    expect(new Set(boxes.map(({ confidence }) => Math.round(confidence))).size).toBe(1);
  });

  it('looks at the box with a margin around it', async () => {
    const lookAt = seeing({});

    await verify([detection('dog', 0.5)], lookAt);

    const region = lookAt.mock.calls[0]?.[0];
    expect(region?.left).toBeCloseTo(0.06);
    expect(region?.bottom).toBeCloseTo(0.54);
  });
});

describe('suppress', () => {
  it('keeps the first of boxes that compete and overlap beyond the limit', () => {
    const boxes = [0, 0.1, 0.5].map((left) => ({ box: { left, top: 0, right: left + 1, bottom: 1 } }));

    expect(suppress(boxes, () => true, 0.5)).toEqual([boxes[0], boxes[2]]);
    expect(suppress(boxes, () => false, 0.5)).toEqual(boxes);
  });
});
