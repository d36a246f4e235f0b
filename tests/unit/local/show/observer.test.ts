import { describe, expect, it } from '@jest/globals';
import { createObserver } from '../../../../local/show/observer.ts';
import type { Terminal } from '../../../../terminal/terminal.mjs';

/** @returns An observer, and what it prints. */
function observe() {
  const printed: string[] = [];
  const terminal: Terminal = {
    isLive: false,
    print: (text = '') => printed.push(text),
    live: () => () => {},
    step: (_, work) => work(() => {}),
  };
  const observer = createObserver({ terminal, json: false, expected: 1, isLong: false, onSettled: () => {} });
  return { observer, printed };
}

describe('createObserver', () => {
  it.each([
    [
      {
        error: 'InvalidEventError',
        cause: '{"errorMessage":"Expected an image","errorType":"InvalidEventError"}',
      },
      ': InvalidEventError: Expected an image',
    ],
    [{ error: 'States.Timeout', cause: 'not\x1b[2J JSON' }, ': States.Timeout: not\\x1b[2J JSON'],
    [{}, ''],
  ])('shows an execution that failed and left no record, by what its function said: %j', (ended, why) => {
    const { observer, printed } = observe();

    observer.strayed({ name: 'by-hand', status: 'FAILED', ...ended });

    expect(printed).toEqual([`The execution by-hand ended FAILED and has no record${why}`]);
  });

  it('says how long nothing has moved, and each cause in a line of its own', () => {
    const { observer, printed } = observe();

    observer.stoodStill(20_400, ['The disk is full', 'Nothing answers']);

    expect(printed).toEqual(['Nothing has moved for 20 s:', '  The disk is full', '  Nothing answers']);
  });
});
