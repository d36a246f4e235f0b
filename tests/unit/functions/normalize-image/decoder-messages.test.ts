import { describe, expect, it } from '@jest/globals';
import { cleanMessages } from '../../../../functions/normalize-image/decode/decoder-messages.ts';

describe('cleanMessages', () => {
  it('keeps what the decoder says, without the names of its parts', () => {
    expect(cleanMessages(['Input buffer has corrupt header: VipsJpeg: Bogus marker length\n'])).toEqual([
      'Bogus marker length',
    ]);
  });

  it('says the same once, and leaves out what only repeats it', () => {
    const messages = ['not enough data', 'not enough data', 'read gave 2 warnings', 'error in tile 0 x 16'];

    expect(cleanMessages(messages)).toEqual(['not enough data']);
  });

  it('leaves nothing of a message without content', () => {
    expect(cleanMessages(['Input buffer has corrupt header: ', 'Unknown error'])).toEqual([]);
  });

  it('keeps three messages of 200 characters at most', () => {
    const messages = cleanMessages(['a', 'b', 'c', 'd'].map((letter) => letter.repeat(1000)));

    expect(messages.map(({ length }) => length)).toEqual([200, 200, 200]);
  });
});
