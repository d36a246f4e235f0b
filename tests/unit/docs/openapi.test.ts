import { readFileSync } from 'node:fs';
import { API_ROUTES } from '@image-workflow/record/api';
import { describe, expect, it } from '@jest/globals';
import { OPENAPI, toOpenApi } from '../../../docs/openapi.ts';
import { template } from '../../template/template.ts';

const document = JSON.parse(toOpenApi());
// biome-ignore lint/suspicious/noExplicitAny: a test reads any part of any operation
const operations: [route: string, operation: any][] = Object.entries<object>(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
) as never;

/** Every `$ref` in it. */
function referencesOf(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' ? [inner as string] : referencesOf(inner),
  );
}

describe('docs/openapi.json', () => {
  it('is what `npm run openapi` writes', () => {
    expect(readFileSync(OPENAPI, 'utf8')).toBe(toOpenApi());
  });

  it('has every route that the template has, and no other', () => {
    const paths: Record<string, object> = template.Resources.Api?.Properties.DefinitionBody.paths;
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );

    expect(operations.map(([route]) => route).toSorted()).toEqual(
      routes.filter((route) => !/^head |\{proxy\+\}/.test(route)).toSorted(),
    );
  });

  it('refers to nothing that is not there', () => {
    const references = referencesOf(document);

    expect(references).toContain('#/components/schemas/Problem');
    for (const reference of references)
      expect(document.components.schemas).toHaveProperty(reference.replace('#/components/schemas/', ''));
  });

  it.each(operations)('says of %s what it takes and answers', (route, operation) => {
    const contract = Object.entries(API_ROUTES).find(([id]) => id === operation.operationId)?.[1];
    const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const named = operation.parameters.filter((one: { in: string }) => one.in === 'path');

    expect(named.map(({ name, required }: { name: string; required: boolean }) => required && name)).toEqual(
      inPath,
    );
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining([...Object.keys(contract?.answers ?? {}), '400', '429', '500', '503']),
    );
    expect(operation.security).toEqual(
      route === 'get /api/config' ? [] : [{ AccessToken: [] }, { AwsSigV4: [] }, {}],
    );
  });

  it('has no pattern that ECMAScript alone reads, which other languages’ validators refuse', () => {
    expect(toOpenApi()).not.toMatch(/\\\\p\{/);
  });

  it('says what a number of the query may be, though it comes as text', () => {
    const [, listImages] = operations.find(([route]) => route === 'get /api/images') ?? [];
    const limit = listImages.parameters.find(({ name }: { name: string }) => name === 'limit');

    expect(limit).toMatchObject({ in: 'query', required: false, schema: { type: 'integer', maximum: 200 } });
  });
});
