// Each command: what it does, and what it then says to people and to programs.

import { type Person, toPeople } from '../../functions/shared/people/person.ts';
import { type Registry, readRegistry } from '../../functions/shared/people/registry.ts';
import { relabel } from '../../functions/shared/people/relabel/relabel.ts';
import { removePerson } from '../../functions/shared/people/remove.ts';
import { mergePeople, renamePerson } from '../../functions/shared/people/rename.ts';
import { UsageError } from '../../terminal/errors.ts';
import { printable } from '../../terminal/text.ts';
import type { CommandContext, Report } from '../command-line.ts';
import type { PeopleCommand } from './arguments.ts';
import { enroll, type Outcome } from './enroll.ts';
import { toOperatorError } from './errors.ts';
import { findPerson, getPerson } from './find-person.ts';
import type { PeopleTarget } from './people-target.ts';
import { type FoundPortraits, findPortraits, findPortraitsByFolder } from './portraits.ts';
import {
  describeEnrollment,
  describeListing,
  describeOutcome,
  describeRelabelling,
  describeRemoval,
  describeRenaming,
  toListing,
} from './report.ts';

export interface PeopleContext extends Omit<CommandContext, 'target'> {
  target: PeopleTarget;
}

export interface PeopleReport extends Report {
  /** What the records are not to say any more. */
  removedIds?: string[];
  merged?: ReadonlyMap<string, string>;
}

/** @throws {PeopleError | UsageError} */
export async function runCommand(command: PeopleCommand, context: PeopleContext): Promise<PeopleReport> {
  try {
    const report = await runAlone(command, await readRegistry(context.target), context);
    return command.relabel ? await relabelToo(command, report, context) : report;
  } catch (error) {
    throw toOperatorError(error);
  }
}

async function runAlone(
  command: PeopleCommand,
  registry: Registry,
  context: PeopleContext,
): Promise<PeopleReport> {
  const { target, workingFolder } = context;
  switch (command.name) {
    case 'add':
      return enrollFound(await findPortraits(peopleOf(registry), command, workingFolder), registry, context);
    case 'add-folder':
      return enrollFound(
        await findPortraitsByFolder(peopleOf(registry), command.folder, workingFolder),
        registry,
        context,
      );
    case 'list': {
      const listing = toListing(registry);
      return { result: listing, text: describeListing(listing), isComplete: true };
    }
    case 'remove': {
      const personId = findPerson(peopleOf(registry), command.person)?.personId ?? command.person;
      const { formerIds, ...removed } = await removePerson(target, registry, personId);
      const text = describeRemoval(removed);
      return { result: { removed }, text, isComplete: true, removedIds: formerIds };
    }
    case 'rename': {
      const people = peopleOf(registry);
      const person = getPerson(people, command.person);
      const renamed = await renamePerson(target, people, person, command.newName);
      return { result: { renamed }, text: describeRenaming(renamed), isComplete: true };
    }
    case 'merge': {
      const people = peopleOf(registry);
      const person = getPerson(people, command.person);
      const others = command.others.map((other) => getPerson(people, other));
      if (others.includes(person))
        throw new UsageError(`Expected other people than ${person.personId} to merge into them`);
      await mergePeople(target, person, others);
      const mergedIds = others.map(({ personId }) => personId);
      return {
        result: { merged: { personId: person.personId, name: person.name, mergedIds } },
        text: `${mergedIds.join(', ')} ${mergedIds.length === 1 ? 'is' : 'are'} ${person.name} (${person.personId}) now`,
        isComplete: true,
        merged: new Map(mergedIds.map((personId) => [personId, person.personId])),
      };
    }
    case 'relabel':
      return { result: {}, text: '', isComplete: true };
  }
}

function peopleOf({ table }: Registry): Person[] {
  return toPeople([...table.values()]);
}

async function enrollFound(
  { portraits, leftOut }: FoundPortraits,
  registry: Registry,
  { target, terminal, signal }: PeopleContext,
): Promise<PeopleReport> {
  if (leftOut.length > 0) terminal.print(`Left out: ${leftOut.map(printable).join(', ')}`);
  const photographs: Outcome[] = [];
  const onOutcome = (outcome: Outcome): void => {
    photographs.push(outcome);
    terminal.print(`${describeOutcome(outcome)}  (${photographs.length} of ${portraits.length})`);
  };
  try {
    await enroll(target, registry, portraits, { signal, onOutcome });
  } catch (error) {
    terminal.print(describeEnrollment(photographs)); // what is done is done
    throw error;
  }
  return {
    result: { photographs },
    text: describeEnrollment(photographs),
    isComplete: photographs.every(({ outcome }) => outcome !== 'not enrolled'),
  };
}

async function relabelToo(
  command: PeopleCommand,
  report: PeopleReport,
  context: PeopleContext,
): Promise<PeopleReport> {
  const { target, terminal, signal } = context;
  const people = peopleOf(await readRegistry(target)); // as they are after the command
  const change = {
    names: new Map(people.map(({ personId, name }) => [personId, name])),
    isSearch: !['rename', 'remove', 'merge'].includes(command.name),
    removedIds: report.removedIds ?? [],
    ...(report.merged && { merged: report.merged }),
  };
  const { nextKey: _, ...relabelled } = await terminal.step('Bring earlier photographs up to date', (tell) =>
    relabel(target, change, {
      signal,
      onProgress: ({ photographs, changed }) => tell(`${photographs} with faces, ${changed} changed`),
    }),
  );
  const text = describeRelabelling(relabelled, signal.aborted);
  return {
    result: { ...report.result, relabelled },
    text: [report.text, text].filter(Boolean).join('\n'),
    isComplete: report.isComplete && relabelled.unfinished === 0,
  };
}
