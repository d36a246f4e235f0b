import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createTerminal, seconds, type Terminal } from '../../../terminal/terminal.mjs';

let written: string;
let terminal: Terminal;

beforeEach(() => {
  written = '';
  const stream = new PassThrough();
  stream.on('data', (chunk) => {
    written += chunk;
  });
  terminal = createTerminal(Object.assign(stream, { isTTY: false }) as unknown as NodeJS.WriteStream);
});

describe('createTerminal', () => {
  it('hands on the result of a step, and leaves no trace of a short one', async () => {
    expect(await terminal.step('Look', async () => 42)).toBe(42);
    expect(written).toBe('');
  });

  it('says which step failed', async () => {
    await expect(terminal.step('Look', () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(written).toMatch(/^✗ Look {2}\d\.\d s\n$/);
  });

  it('changes nothing in place where lines cannot be erased', () => {
    terminal.live(() => ['a spinner'])();

    expect(written).toBe('');
  });
});

describe('seconds', () => {
  it.each([
    [380, '0.4 s'],
    [9_940, '9.9 s'],
    [48_200, '48 s'],
    [125_000, '2 min 5 s'],
  ])('%i ms is %s', (ms, text) => {
    expect(seconds(ms)).toBe(text);
  });
});
