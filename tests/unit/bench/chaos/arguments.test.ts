import { describe, expect, it } from '@jest/globals';
import { HELP, parseArguments } from '../../../../bench/chaos/arguments.ts';

describe('parseArguments', () => {
  it('takes 200 photographs, seed 1 and any free port where nothing is said', () => {
    const nothing = { help: false, photographs: 200, seed: 1, port: undefined, json: false };
    expect(parseArguments([])).toEqual(nothing);
    expect(parseArguments(['2000', '--seed', '42', '--port', '4700', '--json'])).toEqual({
      help: false,
      photographs: 2_000,
      seed: 42,
      port: 4_700,
      json: true,
    });
  });

  it.each([
    [['many'], 'Expected a whole number from 1 to 100000 for the photographs but found "many"'],
    [['0'], 'Expected a whole number from 1 to 100000 for the photographs but found "0"'],
    [['20', '30'], 'Expected one number of photographs but found 30 too'],
    [['--seed', '-1'], '--seed'],
    [['--seed', '1.5'], 'Expected a whole number from 0 to 4294967295 after --seed but found "1.5"'],
    [['--port', '70000'], 'Expected a whole number from 1 to 65534 after --port but found "70000"'],
    [['--seeds', '1'], '--seeds'],
  ])('says what is wrong: %p', (args, message) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    );
  });

  it('has a help that fits a terminal', () => {
    expect(parseArguments(['--help'])).toEqual({ help: true });
    expect(Math.max(...HELP.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
