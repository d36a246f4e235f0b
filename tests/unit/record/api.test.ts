import { API_ROUTES, type ApiRoute, imageQuerySchema, uploadFileSchema } from '@image-workflow/record/api';
import { describe, expect, it } from '@jest/globals';

const routes: [string, ApiRoute][] = Object.entries(API_ROUTES);

describe('the table of routes', () => {
  it('has each method of a path once, all under /api', () => {
    const taken = routes.map(([, { method, path }]) => `${method} ${path}`);

    expect(new Set(taken).size).toBe(taken.length);
    for (const [, { path }] of routes) expect(path).toMatch(/^\/api\/[a-z/-]+({\w+}(\/[a-z]+)?)?$/);
  });

  it.each(routes)('has a schema for each parameter in the path of %s', (_id, { path, params }) => {
    const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name);

    expect(Object.keys(params?.shape ?? {})).toEqual(named);
  });

  it('asks for a token everywhere but for the configuration', () => {
    expect(routes.filter(([, { isPublic }]) => isPublic).map(([id]) => id)).toEqual(['getConfig']);
  });
});

describe('the query of GET /api/images', () => {
  it('shows fifty, the newest first, unless it says otherwise', () => {
    expect(imageQuerySchema.parse({})).toEqual({ order: 'newest', limit: 50 });
  });

  it.each([
    ['from', { from: '2024-13' }],
    ['from', { from: '2024-05-01T10:20:30Z' }],
    ['near', { near: '47.37,8.54' }],
    ['near', { near: '91,8.54,5' }],
    ['near', { near: '47.37,181,5' }],
    ['near', { near: '47.37,8.54,0.05' }],
    ['limit', { limit: '0' }],
    ['limit', { limit: '201' }],
    ['status', { status: ['DONE'] }],
    ['order', { order: 'best' }],
    ['label', { label: [' '] }],
  ])('names the wrong parameter: %s %j', (name, query) => {
    const parsed = imageQuerySchema.safeParse(query);

    expect(parsed.error?.issues[0]?.path[0]).toBe(name);
  });
});

describe('a file to be uploaded', () => {
  const valid = { name: 'été/à Nice+1.jpg', sizeBytes: 1 };

  it('keeps its folders', () => {
    expect(uploadFileSchema.parse(valid).name).toBe('été/à Nice+1.jpg');
  });

  it.each([
    ['a way out of its folder', { name: '../a.jpg' }],
    ['an empty folder', { name: 'a//b.jpg' }],
    ['a root', { name: '/a.jpg' }],
    ['a control character', { name: 'a\n.jpg' }],
    ['no bytes', { sizeBytes: 0 }],
    ['half a byte', { sizeBytes: 1.5 }],
    ['a type that is none', { type: 'image' }],
    ['a checksum in capitals', { sha256: 'A'.repeat(64) }],
  ])('is refused with %s', (_what, wrong) => {
    expect(uploadFileSchema.safeParse({ ...valid, ...wrong }).success).toBe(false);
  });
});
