import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { parse } from '../../../../functions/shared/parse.ts';

const schema = z.object({
  size: z.object({ width: z.int().positive() }),
  tags: z.array(z.string()).default([]),
});

describe('parse', () => {
  it('answers with what the schema makes of the value', () => {
    expect(parse(schema, 'a size', { size: { width: 2 }, other: true })).toEqual({
      size: { width: 2 },
      tags: [],
    });
  });

  it.each([
    ['`size.width`', { size: { width: 0 } }],
    ['`size`', {}],
    ['`tags.1`', { size: { width: 2 }, tags: ['a', 1] }],
    ['`event`', null],
    ['`event`', 'text'],
  ])('names the wrong field: %s', (field, value) => {
    expect(() => parse(schema, 'a size', value)).toThrow(
      expect.objectContaining({
        name: 'InvalidEventError', // the string that ErrorEquals matches
        message: expect.stringMatching(`^Expected a size but ${field} is wrong: .+`),
      }),
    );
  });
});
