import { describe, expect, it } from '@jest/globals';
import { joinLabels } from '../../src/labels/join.ts';
import { buildTaxonomy } from '../../src/labels/taxonomy.ts';

const taxonomy = buildTaxonomy();
const PUG = 254; // of the ImageNet classes
const SEASHORE = 978;

const look = (shares: Record<number, number>) => {
  const list = new Float32Array(1000);
  for (const [index, share] of Object.entries(shares)) list[Number(index)] = share;
  return list;
};

const box = { left: 0.1, top: 0.2, right: 0.5, bottom: 0.9 };

describe('joinLabels', () => {
  it('says nothing about a picture in which nothing was seen', () => {
    expect(joinLabels(taxonomy, [], [look({}), look({})])).toEqual([]);
  });

  it('gives the boxes to their label and none to its ancestors', () => {
    const labels = joinLabels(taxonomy, [{ name: 'Dog', box, confidence: 90 }], [look({})]);

    expect(labels.find(({ name }) => name === 'Dog')?.instances).toEqual([{ box, confidence: 90 }]);
    expect(labels.map(({ name }) => name).sort()).toEqual(['Animal', 'Canine', 'Dog', 'Mammal', 'Pet']);
    expect(labels.every(({ confidence }) => confidence === 90)).toBe(true);
    expect(labels.filter(({ instances }) => instances.length > 0)).toHaveLength(1);
  });

  it('is as sure as the look that believes least', () => {
    const unanimous = joinLabels(taxonomy, [], [look({ [SEASHORE]: 0.5 }), look({ [SEASHORE]: 0.5 })]);
    const divided = joinLabels(taxonomy, [], [look({ [SEASHORE]: 0.9 }), look({ [SEASHORE]: 0.1 })]);
    const refused = joinLabels(taxonomy, [], [look({ [SEASHORE]: 0.9 }), look({})]);
    const beach = (labels: typeof unanimous) => labels.find(({ name }) => name === 'Beach')?.confidence ?? 0;

    expect(beach(unanimous)).toBeGreaterThan(beach(divided));
    expect(beach(divided)).toBeGreaterThan(0);
    expect(beach(refused)).toBe(0);
  });

  it('adds up what looks split between kinds: two breeds make one sure dog', () => {
    const BEAGLE = 162;
    const labels = joinLabels(taxonomy, [], [look({ [PUG]: 0.3, [BEAGLE]: 0.3 })]);
    const confidenceOf = (wanted: string) => labels.find(({ name }) => name === wanted)?.confidence ?? 0;

    expect(confidenceOf('Dog')).toBeGreaterThan(confidenceOf('Pug'));
  });

  it('takes the surer of box and look, and is sorted by confidence', () => {
    const labels = joinLabels(taxonomy, [{ name: 'Dog', box, confidence: 60 }], [look({ [PUG]: 0.8 })]);
    const dog = labels.find(({ name }) => name === 'Dog');

    expect(dog?.confidence).toBeGreaterThan(95);
    expect(dog?.instances).toEqual([{ box, confidence: 60 }]);
    const confidences = labels.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
  });

  it('believes less of a label that look-alikes get, and all of its parent', () => {
    const CHURCH = 497;
    const labels = joinLabels(taxonomy, [], [look({ [CHURCH]: 0.5 })]);
    const confidenceOf = (wanted: string) => labels.find(({ name }) => name === wanted)?.confidence ?? 0;

    expect(confidenceOf('Church')).toBeGreaterThan(55);
    expect(confidenceOf('Church')).toBeLessThan(confidenceOf('Building'));
  });

  it('leaves the floor of a thousand small probabilities out', () => {
    expect(joinLabels(taxonomy, [], [new Float32Array(1000).fill(0.001)])).toEqual([]);
  });
});
