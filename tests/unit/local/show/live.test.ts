import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { FollowedExecution } from '../../../../local/follow/executions.ts';
import { describeRunning } from '../../../../local/show/live.ts';
import { readEvent } from '../../functions/events.ts';

const { image } = readEvent('store-record').state;

/** An execution of which so many tasks are done and these are at work. */
function execution(key: string, done: number, atWork: string[] = []): FollowedExecution {
  const task = { type: 'Task', enteredAt: new Date(), attempts: [] };
  const visits = [
    ...Array.from({ length: done }, () => ({ ...task, name: 'Done', exitedAt: new Date() })),
    ...atWork.map((name) => ({ ...task, name })),
  ];
  return { image: { ...image, key }, visits } as unknown as FollowedExecution;
}

const linesOf = (...running: FollowedExecution[]) => describeRunning(running).map(stripVTControlCharacters);

describe('describeRunning', () => {
  it('counts the tasks that are done, so that those at work have room', () => {
    expect(linesOf(execution('dog.jpg', 4, ['DetectLabels', 'DetectText']))).toEqual([
      expect.stringMatching(/^ {2}dog\.jpg {27}✓ 4 {3}… DetectLabels 0\.0 s {2}… DetectText 0\.0 s$/),
    ]);
  });

  it('shows the end of a long key', () => {
    const [line] = linesOf(execution('2026/06/21/a very long name of a photograph.jpg', 1));
    expect(line).toMatch(/ {2}….* long name of a photograph\.jpg {2}✓ 1/);
  });

  it('counts what has not begun, and what does not fit', () => {
    const many = Array.from({ length: 14 }, (_, at) => execution(`${at}.jpg`, 1));
    const lines = linesOf(...many, execution('waiting.jpg', 0));

    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe('  and 3 more');
  });
});
