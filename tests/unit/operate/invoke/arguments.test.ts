import { describe, expect, it } from '@jest/globals';
import { HELP, parseArguments } from '../../../../operate/invoke/arguments.ts';

describe('parseArguments', () => {
  it('reads the function and the photograph', () => {
    expect(parseArguments(['DetectLabels', 'dog.jpg']).request).toEqual({
      functionName: 'DetectLabels',
      photograph: 'dog.jpg',
      event: undefined,
    });
  });

  it.each([
    [[], 'found 0 arguments'],
    [['DetectLabels', 'a.jpg', 'b.jpg'], 'found 3 arguments'],
    [['DetectLabels', 'a.jpg', '--event', 'e.json'], 'but found both'],
    [['DetectLabels', '--stack', 'a', '--endpoint', 'http://b'], 'but found both'],
    [['DetectLabels', '--nope'], "Unknown option '--nope'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    );
  });

  it('has a help that fits a terminal of 120 columns', () => {
    expect(Math.max(...HELP.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
