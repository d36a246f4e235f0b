import { describe, expect, it } from '@jest/globals';
import { buildTaxonomy, labelDefinitions } from '../../src/labels/taxonomy.ts';

describe('the taxonomy', () => {
  const taxonomy = buildTaxonomy();

  it('has every parent of every label, and no label above itself', () => {
    for (const { name, ancestors } of taxonomy.labels.values()) {
      for (const ancestor of ancestors) expect(taxonomy.labels.has(ancestor)).toBe(true);
      expect(ancestors).not.toContain(name);
    }
  });

  it.each([
    // as the service answers them with LabelModelVersion 3.0
    ['Dog', ['Animal', 'Canine', 'Mammal', 'Pet']],
    ['Canine', ['Animal', 'Mammal']],
    ['Terrier', ['Animal', 'Canine', 'Dog', 'Mammal', 'Pet']],
    ['Car', ['Transportation', 'Vehicle']],
    ['Hat', ['Clothing']],
    ['Sunglasses', ['Accessories']],
    ['Couch', ['Furniture']],
    ['Person', []],
  ])('gives %s the ancestors of the service, in alphabetical order', (name, ancestors) => {
    expect(taxonomy.labels.get(name)?.ancestors).toEqual(ancestors);
  });

  it('names each class of the detector once, all 80 of them', () => {
    expect(taxonomy.labelOfCoco.size).toBe(80);
    expect(labelDefinitions.filter(({ coco }) => coco)).toHaveLength(80);
  });

  it('gives each class of the classifier to one label and its ancestors, none beyond 999', () => {
    const owners = new Map<number, string[]>();
    for (const { name, classes } of taxonomy.labels.values()) {
      for (const index of classes) owners.set(index, [...(owners.get(index) ?? []), name]);
    }

    expect(owners.size).toBeGreaterThan(900);
    for (const [index, names] of owners) {
      expect(index).toBeGreaterThanOrEqual(0);
      expect(index).toBeLessThan(1000);
      const mostSpecific = names.filter(
        (name) => !names.some((other) => taxonomy.labels.get(other)?.ancestors.includes(name)),
      );
      expect(mostSpecific).toHaveLength(1);
    }
  });

  it('gives a parent all classes of its children', () => {
    const [dog, pug] = [taxonomy.labels.get('Dog'), taxonomy.labels.get('Pug')];

    expect(pug?.classes).toEqual(new Set([254])); // "pug, pug-dog" in the list of ImageNet classes
    expect([...(dog?.classes ?? [])]).toEqual(expect.arrayContaining([...(pug?.classes ?? [])]));
  });

  it('has no name longer than a filter of the service may be', () => {
    for (const name of taxonomy.labels.keys()) expect(name.length).toBeLessThanOrEqual(50);
  });
});

describe('buildTaxonomy', () => {
  const category = 'Animals and Pets';

  it.each([
    ['a name used twice', [{ name: 'Dog' }, { name: 'Dog' }], /one definition of "Dog"/],
    [
      'a parent that is missing',
      [{ name: 'Dog', parents: ['Pet'] }],
      /definition of "Pet", a parent of "Dog"/,
    ],
    [
      'a circle',
      [
        { name: 'Dog', parents: ['Pet'] },
        { name: 'Pet', parents: ['Dog'] },
      ],
      /"Dog" not to be its own ancestor/,
    ],
  ])('refuses %s', (_, labels, message) => {
    expect(() => buildTaxonomy(labels.map((label) => ({ ...label, category })))).toThrow(message);
  });

  it('reads single classes and ranges', () => {
    const { labels } = buildTaxonomy([{ name: 'Dog', category, imageNet: '7 10-12' }]);

    expect(labels.get('Dog')?.classes).toEqual(new Set([7, 10, 11, 12]));
  });
});
