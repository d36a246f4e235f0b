// Each command: what it does, and what it then says to people and to programs.

import { printable } from '../../terminal/text.ts';
import type { Report, Session } from '../command-line.ts';
import type { PeopleCommand } from './arguments.ts';
import { enroll, type Outcome } from './enroll.ts';
import type { PeopleTarget } from './people-target.ts';
import { type Person, toPeople } from './person.ts';
import { type FoundPortraits, findPortraits, findPortraitsByFolder } from './portraits.ts';
import { type Registry, readRegistry } from './registry.ts';
import { relabel } from './relabel/relabel.ts';
import { removePerson } from './remove.ts';
import { renamePerson } from './rename.ts';
import {
  describeEnrollment,
  describeListing,
  describeOutcome,
  describeRelabelling,
  describeRemoval,
  toListing,
} from './report.ts';

export interface PeopleSession extends Omit<Session, 'target'> {
  target: PeopleTarget;
}

export interface PeopleReport extends Report {
  removedPersonId?: string;
}

/** @throws {PeopleError | UsageError} */
export async function runCommand(command: PeopleCommand, session: PeopleSession): Promise<PeopleReport> {
  const report = await runAlone(command, await readRegistry(session.target), session);
  return command.relabel ? relabelToo(command, report, session) : report;
}

async function runAlone(
  command: PeopleCommand,
  registry: Registry,
  session: PeopleSession,
): Promise<PeopleReport> {
  const { target, workingFolder } = session;
  switch (command.name) {
    case 'add':
      return enrollFound(await findPortraits(peopleOf(registry), command, workingFolder), registry, session);
    case 'add-folder':
      return enrollFound(
        await findPortraitsByFolder(peopleOf(registry), command.folder, workingFolder),
        registry,
        session,
      );
    case 'list': {
      const listing = toListing(registry);
      return { result: listing, text: describeListing(listing), isComplete: true };
    }
    case 'remove': {
      const removed = await removePerson(target, registry, command.person);
      const text = describeRemoval(removed);
      return { result: { removed }, text, isComplete: true, removedPersonId: removed.personId };
    }
    case 'rename': {
      const renamed = await renamePerson(target, registry, command.person, command.newName);
      const text = `${renamed.formerName} (${renamed.personId}) is now ${renamed.name}`;
      return { result: { renamed }, text, isComplete: true };
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
  { target, terminal, signal }: PeopleSession,
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
  session: PeopleSession,
): Promise<PeopleReport> {
  const { target, terminal, signal } = session;
  const people = peopleOf(await readRegistry(target)); // as they are after the command
  const change = {
    names: new Map(people.map(({ personId, name }) => [personId, name])),
    isSearch: command.name !== 'rename' && command.name !== 'remove',
    removedPersonId: report.removedPersonId,
  };
  const relabelled = await terminal.step('Bring earlier photographs up to date', (tell) =>
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
