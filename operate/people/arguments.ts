// The command line of `npm run people`.

import { UsageError } from '../../terminal/errors.ts';
import { type CommandLine, OPTIONS_HELP, parseCommandLine } from '../command-line.ts';

export const HELP = `Usage: npm run people -- <command> [options]

Says whose faces the workflow shall recognise. Faces become vectors in a Rekognition collection; the table People says
whose they are. For the local cloud, which has to run (npm start), or with --stack for one in AWS.

  add <person> <photographs and folders>   enrol somebody from photographs of any format; one face each, the largest
  add-folder <folder>                      the same for many: one folder inside it for each person, named as the person
  list                                     who is enrolled
  remove <person>                          delete somebody's vectors and items
  rename <person> <new name>               the same person under another name
  merge <person> <others>                  they are one: the faces of the others become faces of the first
  relabel                                  search all faces of earlier photographs again

A person is named, in quotes where the name has spaces, or given as a personId, which tells namesakes apart.
What is enrolled already is not enrolled twice, so a command that was interrupted can be given again.

  --relabel          with add, add-folder, remove, rename and merge: bring the records of earlier photographs up to date
  --new              with add: somebody else of the same name, who is not enrolled yet
${OPTIONS_HELP}
Exit codes: 0 all is well; 1 a photograph gave no face, or something else went wrong; 2 the command line is wrong.
Example: npm run people -- add "Ada Lovelace" ada/*.jpg --relabel
`;

export type PeopleCommand =
  | { name: 'add'; person: string; paths: string[]; isNew: boolean; relabel: boolean }
  | { name: 'add-folder'; folder: string; relabel: boolean }
  | { name: 'list'; relabel: false }
  | { name: 'remove'; person: string; relabel: boolean }
  | { name: 'rename'; person: string; newName: string; relabel: boolean }
  | { name: 'merge'; person: string; others: string[]; relabel: boolean }
  | { name: 'relabel'; relabel: true };

/** @throws {UsageError} */
export function parseArguments(args: readonly string[]): CommandLine<PeopleCommand> {
  return parseCommandLine(
    args,
    { relabel: { type: 'boolean', default: false }, new: { type: 'boolean', default: false } },
    toCommand,
  );
}

function toCommand(
  [name, ...rest]: readonly string[],
  { relabel, new: isNew }: { relabel: boolean; new: boolean },
): PeopleCommand {
  if (isNew && name !== 'add') throw new UsageError('Expected --new with add alone');
  if (relabel && name === 'list')
    throw new UsageError('Expected --relabel with a command that changes something');
  const [first = '', second = ''] = rest;
  switch (name) {
    case 'add':
      expectArguments(rest, 2, Number.POSITIVE_INFINITY, 'add <person> <photographs and folders>');
      return { name, person: first, paths: rest.slice(1), isNew, relabel };
    case 'add-folder':
      expectArguments(rest, 1, 1, 'add-folder <folder>');
      return { name, folder: first, relabel };
    case 'list':
      expectArguments(rest, 0, 0, name);
      return { name, relabel: false };
    case 'relabel':
      expectArguments(rest, 0, 0, name);
      return { name, relabel: true };
    case 'remove':
      expectArguments(rest, 1, 1, 'remove <person>');
      return { name, person: first, relabel };
    case 'rename':
      expectArguments(rest, 2, 2, 'rename <person> <new name>');
      return { name, person: first, newName: second, relabel };
    case 'merge':
      expectArguments(rest, 2, Number.POSITIVE_INFINITY, 'merge <person> <others>');
      return { name, person: first, others: rest.slice(1), relabel };
    default:
      throw new UsageError(
        `Expected add, add-folder, list, remove, rename, merge or relabel but found ${name ? `"${name}"` : 'no command'}`,
      );
  }
}

function expectArguments(found: readonly string[], least: number, most: number, usage: string): void {
  if (found.length >= least && found.length <= most) return;
  const hint = found.length > most ? ': a name with spaces needs quotes' : '';
  throw new UsageError(`Expected ${usage} but found ${found.length} arguments${hint}`);
}
