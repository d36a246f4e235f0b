import { describe, expect, it } from '@jest/globals';
import { en } from '../src/i18n/en.ts';
import { toChoices } from '../src/search/choices.ts';
import { parseSearch, readTyped, toQuery, toSearch } from '../src/search/query.ts';

describe('a search', () => {
  const search = 'label=Dog&label=Hot+Dog&-person=Ada+Lovelace&from=2024-05&status=FAILED';

  it('is the address of the page, there and back', () => {
    expect(toSearch(parseSearch(search))).toBe(search);
  });

  it('is what the API is asked', () => {
    expect(toQuery(parseSearch(search))).toEqual({
      label: ['Dog', 'Hot Dog'],
      '-person': ['Ada Lovelace'],
      from: '2024-05',
      status: ['FAILED'],
    });
  });

  it('leaves out what is no search', () => {
    expect(parseSearch('?utm=x&status=BROKEN&from=yesterday&-from=2024&label=&near=')).toEqual([]);
  });
});

describe('what somebody types', () => {
  it.each([
    [
      '2024-05',
      [
        ['from', '2024-05'],
        ['to', '2024-05'],
      ],
    ],
    ['label: dog', [['label', 'dog']]],
    ['-text:exit', [['text', 'exit']]],
    ['dog', []],
  ])('%s is certain where it says its kind', (text, expected) => {
    expect(readTyped(text).certain.map(({ kind, value }) => [kind, value])).toEqual(expected);
  });

  it('excludes behind a minus', () => {
    const [choice] = toChoices(
      { ...readTyped('-do'), suggestions: [{ kind: 'label', value: 'Dog', count: 7 }] },
      en,
    );

    expect(choice).toEqual({
      title: 'Dog',
      count: 7,
      tokens: [{ kind: 'label', value: 'Dog', isExcluded: true }],
    });
  });

  it('takes the whole word before a longer one that is more frequent', () => {
    const suggestions = [
      { kind: 'label' as const, value: 'Dogfish', count: 90 },
      { kind: 'label' as const, value: 'Dog', count: 7 },
    ];

    expect(toChoices({ ...readTyped('dog'), suggestions }, en)[0]?.title).toBe('Dog');
  });

  it('can be looked for although nobody suggests it', () => {
    const choices = toChoices({ ...readTyped('xylophone'), suggestions: [] }, en);

    expect(choices.map(({ tokens }) => tokens[0]?.kind)).toEqual(['label', 'text']);
  });
});
