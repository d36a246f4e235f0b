import { beforeAll, describe, expect, it } from '@jest/globals';
import { Scenery } from '../../src/labels/scenery.ts';
import { buildTaxonomy } from '../../src/labels/taxonomy.ts';

describe('Scenery', () => {
  let scenery: Scenery;
  const see = (features: Float32Array, probabilities = new Float32Array(1000)) =>
    scenery.see(features, probabilities);

  beforeAll(async () => {
    scenery = await Scenery.load();
  });

  it('knows scenery by names of the taxonomy alone', () => {
    const names = see(new Float32Array(2560)).map(({ name }) => name);

    expect(names).toContain('Tree');
    for (const name of names) expect(buildTaxonomy().labels.has(name)).toBe(true);
  });

  it('is between 0 and 100 percent sure of each, by what the features weigh', () => {
    const nothing = see(new Float32Array(2560));
    const something = see(new Float32Array(2560).fill(1));

    for (const { confidence } of [...nothing, ...something]) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(100);
    }
    expect(something).not.toEqual(nothing);
  });

  it('is of the outside only where something is that is outside', () => {
    const outside = [
      'Sky',
      'Tree',
      'Plant',
      'Grass',
      'Snow',
      'Sand',
      'Water',
      'Building',
      'City',
      'Road',
      'Mountain',
    ];
    for (let seed = 1; seed < 40; seed++) {
      const features = Float32Array.from(
        { length: 2560 },
        (_, index) => Math.abs(Math.sin(index * seed)) * 2,
      );
      const seen = new Map(see(features).map(({ name, confidence }) => [name, confidence]));
      const evidence = Math.max(...outside.map((name) => seen.get(name) ?? 0));

      if (evidence < 18) expect(seen.get('Outdoors')).toBeLessThan(50);
    }
  });

  it('takes a sandbar for evidence of sand', () => {
    const sandOf = (sandbar: number) => {
      const seen = see(new Float32Array(2560), new Float32Array(1000).fill(sandbar, 977, 978));
      return seen.find(({ name }) => name === 'Sand')?.confidence ?? 0;
    };

    expect(sandOf(0.3)).toBeGreaterThan(sandOf(0.03));
    expect(sandOf(0.03)).toBeGreaterThan(sandOf(0));
  });

  it('refuses features of another length', () => {
    expect(() => see(new Float32Array(1280))).toThrow('Expected 2560 features but received 1280');
  });
});
