import { describe, expect, it } from '@jest/globals';
import { expectDocumented } from './openapi-answer.ts';

const json = { 'content-type': 'application/json' };
const problem = { 'content-type': 'application/problem+json' };
const list = { items: [] };

describe('an answer that the document has', () => {
  it('passes', () => {
    expectDocumented('GET', '/api/images', { status: 200, headers: json, body: list });
    expectDocumented('DELETE', '/api/people/ada', { status: 204, headers: {}, body: undefined });
    expectDocumented('PUT', '/api/images', { status: 405, headers: problem, body: {} });
  });
});

describe('an answer that the document has not is told', () => {
  it.each([
    [
      'another status',
      'GET',
      '/api/images',
      { status: 201, headers: json, body: list },
      /Expected an answer of/,
    ],
    [
      'another type',
      'GET',
      '/api/images',
      { status: 200, headers: problem, body: list },
      /Expected application\/json but/,
    ],
    [
      'no body',
      'GET',
      '/api/images',
      { status: 200, headers: json, body: undefined },
      /Expected the body of/,
    ],
    [
      'a body where there is none',
      'DELETE',
      '/api/people/ada',
      { status: 204, headers: json, body: {} },
      /Expected no body/,
    ],
    [
      'a field of another type',
      'GET',
      '/api/images',
      { status: 200, headers: json, body: { items: 1 } },
      /items must be array/,
    ],
    [
      'a problem without its fields',
      'GET',
      '/api/images',
      { status: 400, headers: problem, body: {} },
      /required property/,
    ],
    [
      'success of a method that it has not',
      'PUT',
      '/api/images',
      { status: 200, headers: json, body: list },
      /404 or 405/,
    ],
  ])('%s', (_, method, path, answer, message) => {
    expect(() => expectDocumented(method, path, answer)).toThrow(message);
  });
});
