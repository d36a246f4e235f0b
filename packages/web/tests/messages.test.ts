// The catalogue of what the page says: whole in every language.

import { describe, expect, it } from '@jest/globals';
import { de } from '../src/i18n/de.ts';
import { en } from '../src/i18n/en.ts';

type Entry = string | ((...values: never[]) => string);

/** Every message by its path: `trash.title`. */
function entriesOf(messages: object, path = ''): [path: string, entry: Entry][] {
  return Object.entries(messages).flatMap(([name, value]): [string, Entry][] =>
    typeof value === 'object' && value !== null
      ? entriesOf(value, `${path}${name}.`)
      : [[path + name, value as Entry]],
  );
}

/** The same word in both, and rightly so. */
const SHARED = [
  'Label',
  'Labels',
  'Moderation',
  'Original',
  'Person',
  'Position',
  'Software',
  'Status',
  'Text',
  'Uploads',
];

describe('the German messages', () => {
  const german = new Map(entriesOf(de));
  const english = entriesOf(en);

  it('are those that there are in English, each as a sentence or as what makes one of as many values', () => {
    expect([...german.keys()].toSorted()).toEqual(english.map(([path]) => path).toSorted());
    for (const [path, entry] of english) {
      const translated = german.get(path);
      expect([path, typeof translated]).toEqual([path, typeof entry]);
      if (typeof translated === 'string') expect([path, translated.trim()]).not.toEqual([path, '']);
    }
  });

  it('are German', () => {
    const untranslated = english.filter(
      ([path, entry]) => typeof entry === 'string' && german.get(path) === entry && !SHARED.includes(entry),
    );

    expect(untranslated).toEqual([]);
  });

  it('say all that they are told, as the English ones do', () => {
    const values = ['«1»', '«2»', '«3»', '«4»'];
    const saidBy = (entry: Entry) =>
      typeof entry === 'string'
        ? []
        : values.filter((value) => entry(...(values as never[])).includes(value));

    for (const [path, entry] of english) {
      const translated = german.get(path) ?? '';
      expect([path, ...saidBy(translated)]).toEqual([path, ...saidBy(entry)]);
    }
  });
});
