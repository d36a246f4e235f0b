// The executions at work, one line each, state by state.

import { dim, printable } from '../../terminal/text.ts';
import type { FollowedExecution } from '../follow/executions.ts';
import { describeVisit } from './record.ts';

/** More lines than this tell nobody anything. */
const LINES = 12;
const LONGEST_NAME = 32;

/** `dog.jpg  ✓ 4  … DetectLabels 1.2 s  … DetectText 0.9 s`: how many tasks are done, and which are at work. */
export function describeRunning(running: readonly FollowedExecution[]): string[] {
  const started = running.filter(({ visits }) => visits.length > 0);
  const waiting = running.length - Math.min(started.length, LINES);
  const lines = started.slice(0, LINES).map(describeExecution);
  return waiting > 0 ? [...lines, dim(`  and ${waiting} more`)] : lines;
}

function describeExecution({ image, visits }: FollowedExecution): string {
  const tasks = visits.filter(({ type }) => type === 'Task');
  const atWork = tasks.filter(({ exitedAt }) => !exitedAt);
  const states = atWork.map((visit) => `  … ${describeVisit(visit)}`);
  const done = `✓ ${tasks.length - atWork.length}`.padEnd(4);
  return `  ${shorten(printable(image.key)).padEnd(LONGEST_NAME)}  ${done}${states.join('')}`.trimEnd();
}

/** The end of a long key says more than its beginning. */
function shorten(key: string): string {
  return key.length > LONGEST_NAME ? `…${key.slice(1 - LONGEST_NAME)}` : key;
}
