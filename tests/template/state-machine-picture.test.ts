// The README's picture of the workflow is the workflow's.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFINITION, drawStateMachine, PICTURE } from '../../docs/draw-state-machine.ts';

describe('docs/process-image.svg', () => {
  it('shows the state machine as it is: if not, run `npm run docs`', () => {
    const machine = JSON.parse(readFileSync(DEFINITION, 'utf8'));

    expect(readFileSync(PICTURE, 'utf8')).toBe(drawStateMachine(machine));
  });

  it('names every state once', () => {
    const picture = readFileSync(PICTURE, 'utf8');
    const names = [...readFileSync(DEFINITION, 'utf8').matchAll(/"(\w+)": \{\s+"Type"/g)].map(
      ([, name]) => name,
    );

    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(picture.split(`>${name}<`)).toHaveLength(2);
  });
});
