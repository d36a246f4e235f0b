import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createAsk } from '../../../terminal/ask.ts';

function toTerminal(isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY }) as unknown as typeof process.stdin & PassThrough;
  const output = Object.assign(new PassThrough(), { isTTY: true }) as unknown as typeof process.stderr &
    PassThrough;
  return { input, output };
}

describe('createAsk', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['n\n', false],
    ['yesterday\n', false],
  ])('takes %j for %j', async (typed, expected) => {
    const { input, output } = toTerminal();
    const answer = createAsk(new AbortController().signal, input, output)('Go on?');
    input.write(typed);

    expect(await answer).toBe(expected);
    expect(String(output.read())).toBe('Go on? [y/N] ');
  });

  it('asks nobody where nobody is', async () => {
    const { input, output } = toTerminal(false);

    expect(await createAsk(new AbortController().signal, input, output)('Go on?')).toBeUndefined();
    expect(output.read()).toBeNull();
  });

  it('takes Ctrl-C for a no', async () => {
    const { input, output } = toTerminal();
    const stop = new AbortController();
    const answer = createAsk(stop.signal, input, output)('Go on?');
    stop.abort();

    expect(await answer).toBe(false);
  });

  it('takes an input that ends for a no', async () => {
    const { input, output } = toTerminal();
    const answer = createAsk(new AbortController().signal, input, output)('Go on?');
    input.end();

    expect(await answer).toBe(false);
  });
});
