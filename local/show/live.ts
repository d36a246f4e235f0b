// The executions at work, one line each, state by state.

import type { FollowedExecution } from '../follow/executions.ts';
import { describeVisit } from './record.ts';
import { dim, printable } from './text.ts';

/** More lines than this tell nobody anything. */
const LINES = 12;
const LONGEST_NAME = 32;

/** `dog.jpg  ✓ ExtractMetadata  ✓ NormalizeImage  … DetectLabels 1.2 s`. */
export function describeRunning(running: readonly FollowedExecution[]): string[] {
  const started = running.filter(({ visits }) => visits.length > 0);
  const waiting = running.length - Math.min(started.length, LINES);
  const lines = started.slice(0, LINES).map(describeExecution);
  return waiting > 0 ? [...lines, dim(`  and ${waiting} more`)] : lines;
}

function describeExecution({ image, visits }: FollowedExecution): string {
  const tasks = visits.filter(({ type }) => type === 'Task');
  const states = tasks.map((visit) => (visit.exitedAt ? `✓ ${visit.name}` : `… ${describeVisit(visit)}`));
  return `  ${shorten(printable(image.key)).padEnd(LONGEST_NAME)}  ${states.join('  ')}`;
}

/** The end of a long key says more than its beginning. */
function shorten(key: string): string {
  return key.length > LONGEST_NAME ? `…${key.slice(1 - LONGEST_NAME)}` : key;
}
