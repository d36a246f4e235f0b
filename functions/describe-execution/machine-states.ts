// The states of the machine, in its order: the way from top to bottom, the branches of a parallel state after it.

import machine from '../../statemachine/process-image.asl.json' with { type: 'json' };

interface Machine {
  States: Record<string, { Branches?: Machine[] }>;
}

export const MACHINE_STATES: readonly string[] = namesOf(machine as Machine);

function namesOf({ States }: Machine): string[] {
  return Object.entries(States).flatMap(([name, { Branches = [] }]) => [name, ...Branches.flatMap(namesOf)]);
}
