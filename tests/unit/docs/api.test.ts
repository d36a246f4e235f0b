import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { template } from '../../template/template.ts';

const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
const paths: Record<string, Record<string, unknown>> = template.Resources.Api?.Properties.DefinitionBody
  .paths;

describe('docs/api.md', () => {
  it.each(Object.keys(paths).filter((path) => /^[^{]+(\{imageId})?$/.test(path)))(
    'has a curl line for %s',
    (path) => {
      const shown = path.replace('{imageId}', '$IMAGE_ID');

      expect(
        page.split('\n').filter((line) => line.includes('curl') && line.includes(`$API${shown}`)),
      ).not.toEqual([]);
    },
  );
});
