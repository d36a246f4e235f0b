import { afterEach, describe, expect, it } from '@jest/globals';
import {
  integerFromEnv,
  integersFromEnv,
  namesFromEnv,
  optionalFromEnv,
  percentFromEnv,
  stringFromEnv,
} from '../../../../functions/shared/env.ts';

const NAME = 'TEST_OF_ENV';

afterEach(() => {
  delete process.env[NAME];
});

function refuses(read: (name: string) => unknown, text: string | undefined, message: string): void {
  if (text !== undefined) process.env[NAME] = text;
  expect(() => read(NAME)).toThrow(expect.objectContaining({ name: 'InvalidConfigurationError', message }));
}

describe('stringFromEnv', () => {
  it('gives the value as it is', () => {
    process.env[NAME] = ' a b ';
    expect(stringFromEnv(NAME)).toBe(' a b ');
  });

  it.each([undefined, ''])('refuses %p', (text) => {
    refuses(stringFromEnv, text, 'Expected a value in TEST_OF_ENV but it is not set');
  });
});

describe('optionalFromEnv', () => {
  it('gives the value as it is, and none where there is none', () => {
    expect(optionalFromEnv(NAME)).toBeUndefined();
    process.env[NAME] = '';
    expect(optionalFromEnv(NAME)).toBeUndefined();
    process.env[NAME] = 'a b';
    expect(optionalFromEnv(NAME)).toBe('a b');
  });
});

describe('integerFromEnv', () => {
  it.each([
    ['1', 1],
    ['52428800', 52_428_800],
  ])('reads %p', (text, value) => {
    process.env[NAME] = text;
    expect(integerFromEnv(NAME)).toBe(value);
  });

  it.each(['50MB', '0', '-1', '1.5', '1e3', ' 1', '99999999999999999999'])('refuses %p', (text) => {
    refuses(integerFromEnv, text, `Expected a positive integer in TEST_OF_ENV but found "${text}"`);
  });
});

describe('percentFromEnv', () => {
  it.each([
    ['0', 0],
    ['55', 55],
    ['99.5', 99.5],
    ['100', 100],
  ])('reads %p', (text, value) => {
    process.env[NAME] = text;
    expect(percentFromEnv(NAME)).toBe(value);
  });

  it.each(['-1', '100.1', 'high', 'Infinity', 'NaN'])('refuses %p', (text) => {
    refuses(percentFromEnv, text, `Expected a number from 0 to 100 in TEST_OF_ENV but found "${text}"`);
  });
});

describe('integersFromEnv', () => {
  it.each([
    ['256,768,1536', [256, 768, 1536]],
    ['256, 768', [256, 768]],
    ['256', [256]],
  ])('reads %p', (text, values) => {
    process.env[NAME] = text;
    expect(integersFromEnv(NAME)).toEqual(values);
  });

  it('names the entry that is wrong', () => {
    refuses(integersFromEnv, '256,,768', 'Expected a positive integer in TEST_OF_ENV but found ""');
  });
});

describe('namesFromEnv', () => {
  const read = (name: string) => namesFromEnv(name, ['labels', 'text']);

  it.each([
    ['text,labels', ['text', 'labels']],
    ['labels, text', ['labels', 'text']],
    ['', []],
  ])('reads %p', (text, names) => {
    process.env[NAME] = text;
    expect(read(NAME)).toEqual(names);
  });

  it('refuses a name that it does not know', () => {
    refuses(read, 'labels,texts', 'Expected some of labels, text in TEST_OF_ENV but found "labels,texts"');
  });

  it('refuses to guess where nothing is set', () => {
    refuses(read, undefined, 'Expected a list in TEST_OF_ENV but it is not set');
  });
});
