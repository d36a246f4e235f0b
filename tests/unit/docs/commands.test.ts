// The README's commands, as far as a tool's own grammar says whether they work.

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { addFeatures } from '../../../functions/extract-metadata/features.ts';

const readme = readFileSync('README.md', 'utf8');

/** The value of an option in every line that has it, without the shell's quotes. */
function valuesOf(option: string): string[] {
  return [...readme.matchAll(new RegExp(`${option} (?:'([^']*)'|(\\S+))`, 'g'))].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

// Its shorthand is key=value,key=value: a comma of the value's own would begin the next key.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
it('gives metadata to the AWS CLI as JSON, and features that the workflow knows', () => {
  const [value = '', ...others] = valuesOf('--metadata');
  const { features } = JSON.parse(value);
  const supported = { supported: true, warnings: [] } as unknown as Parameters<typeof addFeatures>[0];

  expect(others).toEqual([]);
  expect(addFeatures(supported, ['labels', 'text', 'faces'], features)).toMatchObject({
    features: ['labels', 'text'],
    warnings: [],
  });
});
