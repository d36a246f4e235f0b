// What a command has done, to be read.

import { SHARED_OWNER } from '../../functions/shared/owner.ts';
import { toPeople } from '../../functions/shared/people/person.ts';
import { type Registry, toOrphans, toStale } from '../../functions/shared/people/registry.ts';
import type { Relabelling } from '../../functions/shared/people/relabel/relabel.ts';
import type { Removed } from '../../functions/shared/people/remove.ts';
import type { Renamed } from '../../functions/shared/people/rename.ts';
import { bold, dim, printable } from '../../terminal/text.ts';
import type { Outcome } from './enroll.ts';

const SIGNS = { enrolled: '✓', 'already enrolled': '·', 'not enrolled': '✗' } as const satisfies Record<
  Outcome['outcome'],
  string
>;

/** One photograph, as soon as it is done. */
export function describeOutcome({ name, photo, outcome, ignoredFaces = 0, reason }: Outcome): string {
  const faces = ignoredFaces === 1 ? 'one smaller face' : `${ignoredFaces} smaller faces`;
  const details = [outcome === 'enrolled' ? name : outcome, reason, ignoredFaces > 0 && `${faces} ignored`];
  return `${SIGNS[outcome]} ${printable(photo)}  ${details.filter(Boolean).map(String).map(printable).join(': ')}`;
}

/** A line for each person, then each photograph that was not enrolled, and why. */
export function describeEnrollment(outcomes: readonly Outcome[]): string {
  const people = Map.groupBy(outcomes, ({ personId }) => personId);
  const count = (of: readonly Outcome[], outcome: Outcome['outcome']) =>
    String(of.filter((one) => one.outcome === outcome).length);
  const lines = [...people].map(([personId, of]) => [
    count(of, 'enrolled'),
    count(of, 'already enrolled'),
    count(of, 'not enrolled'),
    personId,
    of[0]?.name ?? '',
  ]);
  const failed = outcomes.filter(({ outcome }) => outcome === 'not enrolled');
  return [
    toTable(['enrolled', 'already', 'not', 'personId', 'name'], lines),
    ...(failed.length > 0 ? ['', bold('Not enrolled'), ...failed.map(describeFailure)] : []),
  ].join('\n');
}

function describeFailure({ name, photo, reason = '' }: Outcome): string {
  return `  ${printable(photo)} (${printable(name)}): ${printable(reason)}`;
}

export interface Listing {
  people: {
    personId: string;
    name: string;
    /** The user in whose photographs alone they are known; `shared`: in everybody's. */
    owner: string;
    photographs: { photo: string; faceId: string; indexedAt: string }[];
    /** Faces whose vector is gone, so that they recognise nobody. */
    missingFaces: number;
  }[];
  /** Of enrolments that were interrupted, and of other programs. */
  unknownFaces: { personId: string | undefined; faceId: string }[];
}

export function toListing(registry: Registry): Listing {
  const stale = new Set(toStale(registry));
  return {
    people: toPeople([...registry.table.values()]).map(({ personId, name, owner, faces }) => ({
      personId,
      name,
      owner,
      photographs: faces.map(({ sourcePhoto, faceId, indexedAt }) => ({
        photo: sourcePhoto,
        faceId,
        indexedAt,
      })),
      missingFaces: faces.filter((face) => stale.has(face)).length,
    })),
    unknownFaces: toOrphans(registry),
  };
}

export function describeListing({ people, unknownFaces }: Listing): string {
  const lines = people.map(({ personId, name, owner, photographs, missingFaces }) => [
    String(photographs.length - missingFaces),
    personId,
    owner === SHARED_OWNER ? name : `${name} (in the photographs of ${owner} alone)`,
  ]);
  const missing = people.filter(({ missingFaces }) => missingFaces > 0);
  const unknown = Map.groupBy(unknownFaces, ({ personId }) => personId ?? 'nobody');
  return [
    people.length > 0 ? toTable(['faces', 'personId', 'name'], lines) : 'Nobody is enrolled',
    ...missing.map(
      ({ personId, missingFaces }) =>
        `${personId} has lost ${missingFaces} of its vectors: add the photographs again, or remove the person`,
    ),
    ...[...unknown].map(
      ([personId, faces]) =>
        `The collection has ${faces.length} of ${personId} that the table does not know: give the command again that ` +
        `was interrupted, or remove ${personId}`,
    ),
  ].join('\n');
}

export function describeRenaming({ personId, name, formerName, namesakes }: Renamed): string {
  const others = namesakes.join(' ');
  return [
    `${formerName} (${personId}) is now ${name}`,
    ...(others
      ? [
          `${namesakes.length === 1 ? 'Somebody else has' : `${namesakes.length} others have`} that name too: ${others}. ` +
            `If it is the same person: npm run people -- merge ${personId} ${others} --relabel`,
        ]
      : []),
  ].join('\n');
}

export function describeRemoval({ personId, name, faces }: Omit<Removed, 'formerIds'>): string {
  return `Removed ${name === undefined ? '' : `${name}, `}${personId}, with ${faces} ${faces === 1 ? 'face' : 'faces'}`;
}

/** @param isStopped - Whether some photographs were not reached. */
export function describeRelabelling(
  { photographs, changed, unfinished }: Relabelling,
  isStopped: boolean,
): string {
  return [
    `Earlier photographs with faces: ${photographs}, changed: ${changed}`,
    ...(unfinished > 0
      ? [`${unfinished} were changed by somebody else at the same time: relabel again`]
      : []),
    ...(isStopped ? ['Stopped: npm run people -- relabel does the rest'] : []),
  ].join('\n');
}

/** The name stands last, because only a terminal knows how wide its letters are. */
function toTable(head: readonly string[], lines: readonly string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  return [dim(toLine(head)), ...lines.map((line) => printable(toLine(line)))].join('\n');
}
