// The pictures of the state machines in the docs are the machines'.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { definitionOf, drawStateMachine, MACHINES, pictureOf } from '../../docs/draw-state-machine.ts';
import { resourcesOf } from './template.ts';

it('every state machine has a picture', () => {
  const files = resourcesOf('AWS::Serverless::StateMachine').map(
    ([, { Properties }]) => Properties.DefinitionUri,
  );

  expect(Object.keys(MACHINES).map((name) => `statemachine/${name}.asl.json`)).toEqual(files);
});

describe.each(Object.entries(MACHINES))('docs/%s.svg', (name, title) => {
  const picture = readFileSync(pictureOf(name), 'utf8');
  const definition = readFileSync(definitionOf(name), 'utf8');

  it('shows the state machine as it is: if not, run `npm run docs`', () => {
    expect(picture).toBe(drawStateMachine(JSON.parse(definition), title));
  });

  it('names every state once', () => {
    const names = [...definition.matchAll(/"(\w+)": \{\s+"Type"/g)].map(([, state]) => state);

    expect(names.length).toBeGreaterThan(1);
    for (const state of names) expect(picture.split(`>${state}<`)).toHaveLength(2);
  });
});
