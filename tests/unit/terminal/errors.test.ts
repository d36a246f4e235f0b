import { describe, expect, it } from '@jest/globals';
import { explain, OperatorError, UsageError } from '../../../terminal/errors.ts';

describe('explain', () => {
  it.each([
    [new UsageError('Expected a port'), 'Expected a port (npm start -- --help tells more)'],
    [new OperatorError('Port 80 is taken'), 'Port 80 is taken'],
    [
      Object.assign(new Error('no such role'), { name: 'AccessDenied', $metadata: {} }),
      'AccessDenied: no such role',
    ],
    [
      Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
      'The disk is full: make room, then start again (ENOSPC: no space left on device, write)',
    ],
  ])('says in one sentence what a person can mend: %s', (error, sentence) => {
    expect(explain(error, 'npm start')).toBe(sentence);
  });

  it('says all there is to know of a mistake of a program', () => {
    expect(explain(new TypeError('a bug'), 'npm start')).toMatch(/^TypeError: a bug\n {4}at /);
  });
});
