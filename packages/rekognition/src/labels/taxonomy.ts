// The labels this server knows, with all their ancestors: what the models see, in the service's vocabulary.

import { animals } from './taxonomy/animals.ts';
import { buildings } from './taxonomy/buildings.ts';
import type { LabelCategory, LabelDefinition } from './taxonomy/definition.ts';
import { food } from './taxonomy/food.ts';
import { home } from './taxonomy/home.ts';
import { leisure } from './taxonomy/leisure.ts';
import { nature } from './taxonomy/nature.ts';
import { people } from './taxonomy/people.ts';
import { vehicles } from './taxonomy/vehicles.ts';

export interface TaxonomyLabel {
  name: string;
  category: LabelCategory;
  aliases: readonly string[];
  /** Every ancestor, by name, in alphabetical order: what the service calls `Parents`. */
  ancestors: readonly string[];
  /** Classifier classes of this label and of all its descendants. */
  classes: ReadonlySet<number>;
  /** Those of them that mere patterns are taken for. */
  patterns: ReadonlySet<number>;
  /** How much of the classifier's word to believe, 0 to 1. */
  trust: number;
  /** What the detector knows of this label's line, that is of itself, its ancestors and its descendants. */
  detectable: {
    /** Names of labels. */
    names: readonly string[];
    /** Those of this label's classes that mean one of them. */
    classes: ReadonlySet<number>;
  };
}

export interface Taxonomy {
  labels: ReadonlyMap<string, TaxonomyLabel>;
  /** Detector class (COCO's name) → name of the label. */
  labelOfCoco: ReadonlyMap<string, string>;
}

export const labelDefinitions: readonly LabelDefinition[] = [
  ...animals,
  ...nature,
  ...food,
  ...buildings,
  ...vehicles,
  ...home,
  ...people,
  ...leisure,
];

/** @throws {Error} On a name used twice, a parent that is not defined, or a label that is its own ancestor. */
export function buildTaxonomy(definitions: readonly LabelDefinition[] = labelDefinitions): Taxonomy {
  const byName = new Map<string, LabelDefinition>();
  for (const definition of definitions) {
    if (byName.has(definition.name))
      throw new Error(`Expected one definition of "${definition.name}" but found two`);
    byName.set(definition.name, definition);
  }

  const ancestorsOf = new Map(definitions.map(({ name }) => [name, findAncestors(byName, name)]));
  const labels = new Map<string, TaxonomyLabel & { classes: Set<number>; patterns: Set<number> }>();
  for (const { name, category, aliases = [], trust = 1 } of definitions) {
    const ancestors = ancestorsOf.get(name) ?? [];
    const detectable = { names: [], classes: new Set<number>() };
    const [classes, patterns] = [new Set<number>(), new Set<number>()];
    labels.set(name, { name, category, aliases, ancestors, classes, patterns, trust, detectable });
  }
  for (const { name, imageNet = '', isPattern } of definitions) {
    for (const holder of [name, ...(ancestorsOf.get(name) ?? [])]) {
      for (const index of parseClasses(imageNet)) {
        labels.get(holder)?.classes.add(index);
        if (isPattern) labels.get(holder)?.patterns.add(index);
      }
    }
  }
  const labelOfCoco = new Map(definitions.flatMap(({ name, coco }) => (coco ? [[coco, name]] : [])));
  for (const label of labels.values()) {
    const known = [...labelOfCoco.values()].filter((name) => isOfOneLine(label, labels.get(name) ?? label));
    const classes = known.flatMap((name) => [...(labels.get(name)?.classes ?? [])]);
    label.detectable = {
      names: known,
      classes: new Set(classes.filter((index) => label.classes.has(index))),
    };
  }
  return { labels, labelOfCoco };
}

/** Whether the two are one, or one is an ancestor of the other. */
export function isOfOneLine(a: TaxonomyLabel, b: TaxonomyLabel): boolean {
  return a === b || a.ancestors.includes(b.name) || b.ancestors.includes(a.name);
}

function findAncestors(byName: ReadonlyMap<string, LabelDefinition>, name: string): string[] {
  const found = new Set<string>();
  const visit = (child: string) => {
    for (const parent of byName.get(child)?.parents ?? []) {
      if (!byName.has(parent))
        throw new Error(`Expected a definition of "${parent}", a parent of "${child}"`);
      if (parent === name) throw new Error(`Expected "${name}" not to be its own ancestor`);
      if (found.has(parent)) continue;
      found.add(parent);
      visit(parent);
    }
  };
  visit(name);
  return [...found].sort();
}

/** `'3 7-9'` → 3, 7, 8, 9. */
function parseClasses(text: string): number[] {
  return text.split(' ').flatMap((range) => {
    if (range === '') return [];
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
}
