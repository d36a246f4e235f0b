import { describe, expect, it } from '@jest/globals';
import { type Evidence, joinLabels as join } from '../../src/labels/join.ts';
import { buildTaxonomy } from '../../src/labels/taxonomy.ts';

const taxonomy = buildTaxonomy();
const PUG = 254; // of the ImageNet classes
const SEASHORE = 978;

const look = (shares: Record<number, number>) => {
  const list = new Float32Array(1000);
  for (const [index, share] of Object.entries(shares)) list[Number(index)] = share;
  return list;
};

const joinLabels = (evidence: Partial<Evidence>) =>
  join(taxonomy, { boxes: [], suspected: new Set(), looks: [look({})], scenery: [], ...evidence });

const confidenceIn = (labels: ReturnType<typeof joinLabels>, wanted: string) =>
  labels.find(({ name }) => name === wanted)?.confidence ?? 0;

const box = { left: 0.1, top: 0.2, right: 0.5, bottom: 0.9 };

describe('joinLabels', () => {
  it('says nothing about a picture in which nothing was seen', () => {
    expect(joinLabels({ looks: [look({}), look({})] })).toEqual([]);
  });

  it('gives the boxes to their label and none to its ancestors', () => {
    const labels = joinLabels({ boxes: [{ name: 'Dog', box, confidence: 90 }] });

    expect(labels.find(({ name }) => name === 'Dog')?.instances).toEqual([{ box, confidence: 90 }]);
    expect(labels.map(({ name }) => name).sort()).toEqual(['Animal', 'Canine', 'Dog', 'Mammal', 'Pet']);
    expect(labels.every(({ confidence }) => confidence === 90)).toBe(true);
    expect(labels.filter(({ instances }) => instances.length > 0)).toHaveLength(1);
  });

  it('is as sure as the look that believes least', () => {
    const unanimous = joinLabels({ looks: [look({ [SEASHORE]: 0.5 }), look({ [SEASHORE]: 0.5 })] });
    const divided = joinLabels({ looks: [look({ [SEASHORE]: 0.9 }), look({ [SEASHORE]: 0.1 })] });
    const refused = joinLabels({ looks: [look({ [SEASHORE]: 0.9 }), look({})] });
    const beach = (labels: typeof unanimous) => confidenceIn(labels, 'Beach');

    expect(beach(unanimous)).toBeGreaterThan(beach(divided));
    expect(beach(divided)).toBeGreaterThan(0);
    expect(beach(refused)).toBe(0);
  });

  it('adds up what looks split between kinds: two breeds make one sure dog', () => {
    const BEAGLE = 162;
    const labels = joinLabels({ looks: [look({ [PUG]: 0.3, [BEAGLE]: 0.3 })], suspected: new Set(['Dog']) });
    const confidenceOf = (wanted: string) => confidenceIn(labels, wanted);

    expect(confidenceOf('Dog')).toBeGreaterThan(confidenceOf('Pug'));
  });

  it('takes the surer of box and look, and is sorted by confidence', () => {
    const labels = joinLabels({
      boxes: [{ name: 'Dog', box, confidence: 60 }],
      suspected: new Set(['Dog']),
      looks: [look({ [PUG]: 0.8 })],
    });
    const dog = labels.find(({ name }) => name === 'Dog');

    expect(dog?.confidence).toBeGreaterThan(95);
    expect(dog?.instances).toEqual([{ box, confidence: 60 }]);
    const confidences = labels.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
  });

  it('believes less of a label that look-alikes get, and all of its parent', () => {
    const CHURCH = 497;
    const labels = joinLabels({ looks: [look({ [CHURCH]: 0.5 })] });
    const confidenceOf = (wanted: string) => confidenceIn(labels, wanted);

    expect(confidenceOf('Church')).toBeGreaterThan(55);
    expect(confidenceOf('Church')).toBeLessThan(confidenceOf('Building'));
  });

  it('believes half of what mere patterns are taken for, of its parents too: trees from above are no food', () => {
    const [BROCCOLI, BURRITO] = [937, 965];
    const food = (index: number) =>
      confidenceIn(joinLabels({ looks: [look({ [index]: 0.5 })], suspected: new Set(['Broccoli']) }), 'Food');

    expect(food(BURRITO)).toBeGreaterThan(90);
    expect(food(BROCCOLI)).toBeLessThan(80);
  });

  it('does not add up a little of many vehicles to one', () => {
    const [AIRSHIP, CONTAINER_SHIP, SNOWPLOW] = [405, 510, 803];
    const labels = joinLabels({
      looks: [look({ [AIRSHIP]: 0.08, [CONTAINER_SHIP]: 0.08, [SNOWPLOW]: 0.08 })],
      suspected: new Set(['Car']),
    });

    for (const name of ['Vehicle', 'Transportation']) expect(confidenceIn(labels, name)).toBeLessThan(55);
  });

  it('leaves the floor of a thousand small probabilities out', () => {
    expect(joinLabels({ looks: [new Float32Array(1000).fill(0.001)] })).toEqual([]);
  });

  it('names no dog beside a cat: half of what the classifier says where the detector has no idea of a dog', () => {
    const TABBY = 281;
    const looks = [look({ [TABBY]: 0.3, [PUG]: 0.2 })];
    const inCat = joinLabels({ looks, suspected: new Set(['Cat']) });
    const besideCat = joinLabels({ looks, suspected: new Set(['Cat', 'Dog']) });

    for (const name of ['Pug', 'Dog', 'Canine']) {
      expect(confidenceIn(inCat, name)).toBeLessThan(55);
      expect(confidenceIn(besideCat, name)).toBeGreaterThan(55);
    }
    expect(confidenceIn(inCat, 'Cat')).toBe(confidenceIn(besideCat, 'Cat'));
    expect(confidenceIn(inCat, 'Animal')).toBe(confidenceIn(besideCat, 'Animal'));
  });

  it('believes the classifier in full of what the detector knows nothing about', () => {
    const suspected = joinLabels({ looks: [look({ [SEASHORE]: 0.3 })], suspected: new Set(['Boat']) });

    expect(suspected).toEqual(joinLabels({ looks: [look({ [SEASHORE]: 0.3 })] }));
  });

  it('adds scenery with its parents, or raises what the classifier sees of it', () => {
    const MOUNTAIN_RANGE = 970;
    const labels = joinLabels({
      looks: [look({ [MOUNTAIN_RANGE]: 0.2 })],
      scenery: [
        { name: 'Sky', confidence: 90 },
        { name: 'Mountain', confidence: 95 },
      ],
    });

    expect(confidenceIn(labels, 'Sky')).toBe(90);
    expect(confidenceIn(labels, 'Mountain')).toBe(95);
    expect(confidenceIn(labels, 'Outdoors')).toBe(95);
    expect(confidenceIn(labels, 'Mountain Range')).toBeLessThan(95);
  });

  it.each([
    ['Indoors', 'Outdoors', 90, 80, 'Room'],
    ['Outdoors', 'Indoors', 80, 90, 'Sky'],
  ])('says %s and never %s too, nor what is only there', (kept, gone, indoors, outdoors, child) => {
    const labels = joinLabels({
      scenery: [
        { name: 'Indoors', confidence: indoors },
        { name: 'Outdoors', confidence: outdoors },
        { name: 'Room', confidence: 70 },
        { name: 'Sky', confidence: 60 },
      ],
    });

    const names = labels.map(({ name }) => name);
    expect(names).toContain(kept);
    expect(names).toContain(child);
    expect(names).not.toContain(gone);
    expect(names).not.toContain(child === 'Sky' ? 'Room' : 'Sky');
  });

  it('is less sure of the inside where it sees nothing that stands in a room: night and walls look alike', () => {
    const scenery = [{ name: 'Indoors', confidence: 99 }];
    const indoors = (evidence: Partial<Evidence>) =>
      confidenceIn(joinLabels({ scenery, ...evidence }), 'Indoors');

    for (const name of ['Chair', 'Oven', 'Pizza', 'Cup']) {
      expect(indoors({ boxes: [{ name, box, confidence: 60 }] })).toBe(99);
    }
    expect(indoors({ scenery: [...scenery, { name: 'Room', confidence: 60 }] })).toBe(99);
    for (const evidence of [{}, { boxes: [{ name: 'Person', box, confidence: 90 }] }]) {
      expect(indoors(evidence)).toBeGreaterThan(55);
      expect(indoors(evidence)).toBeLessThan(80);
    }
  });
});
