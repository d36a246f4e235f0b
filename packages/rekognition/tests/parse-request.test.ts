import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseRequest } from '../src/parse-request.ts';

const schema = z.object({
  Image: z.object({ S3Object: z.object({ Name: z.string().min(1) }).optional() }),
  MinConfidence: z.number().min(0).max(100).default(55),
  Features: z.array(z.enum(['GENERAL_LABELS', 'IMAGE_PROPERTIES'])).optional(),
  CollectionId: z
    .string()
    .max(5)
    .regex(/^[a-zA-Z0-9_.-]+$/)
    .optional(),
});

describe('parseRequest', () => {
  it('returns the request with its defaults and without members the service does not know', () => {
    expect(parseRequest(schema, { Image: {}, Surprise: true })).toEqual({ Image: {}, MinConfidence: 55 });
  });

  it.each([
    [{}, "Value null at 'image' failed to satisfy constraint: Member must not be null"],
    [{ Image: {}, MinConfidence: 101 }, "Value '101' at 'minConfidence' .* less than or equal to 100"],
    [{ Image: {}, MinConfidence: -1 }, "Value '-1' at 'minConfidence' .* greater than or equal to 0"],
    [{ Image: { S3Object: { Name: '' } } }, "at 'image.s3Object.name' .* length greater than or equal to 1"],
    [
      { Image: {}, Features: ['LABELS'] },
      "'features.0' .* enum value set: \\[GENERAL_LABELS, IMAGE_PROPERTIES\\]",
    ],
    [{ Image: {}, CollectionId: 'a b' }, "Value 'a b' at 'collectionId' .* pattern: \\[a-zA-Z0-9_.-\\]\\+"],
    [{ Image: {}, CollectionId: 'abcdef' }, "'collectionId' .* length less than or equal to 5"],
    ['text', "Value 'text' at 'request'"],
  ])('names the wrong member of %j', (request, message) => {
    expect(() => parseRequest(schema, request)).toThrow(
      expect.objectContaining({ type: 'InvalidParameterException', message: expect.stringMatching(message) }),
    );
  });
});
