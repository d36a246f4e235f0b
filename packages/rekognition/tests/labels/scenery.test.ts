import { beforeAll, describe, expect, it } from '@jest/globals';
import { Scenery } from '../../src/labels/scenery.ts';
import { buildTaxonomy } from '../../src/labels/taxonomy.ts';

describe('Scenery', () => {
  let scenery: Scenery;

  beforeAll(async () => {
    scenery = await Scenery.load();
  });

  it('knows scenery by names of the taxonomy alone', () => {
    const names = scenery.see(new Float32Array(2560)).map(({ name }) => name);

    expect(names).toContain('Tree');
    for (const name of names) expect(buildTaxonomy().labels.has(name)).toBe(true);
  });

  it('is between 0 and 100 percent sure of each, by what the features weigh', () => {
    const nothing = scenery.see(new Float32Array(2560));
    const something = scenery.see(new Float32Array(2560).fill(1));

    for (const { confidence } of [...nothing, ...something]) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(100);
    }
    expect(something).not.toEqual(nothing);
  });

  it('refuses features of another length', () => {
    expect(() => scenery.see(new Float32Array(1280))).toThrow('Expected 2560 features but received 1280');
  });
});
