import { describe, expect, it } from '@jest/globals';
import { HELP, parseArguments } from '../../../../bench/account/arguments.ts';

const ACCOUNT = ['--photographs', '100', '--lambdas', '1000', '--tps', '5'];

describe('parseArguments', () => {
  it('takes what the account recommends where nothing else is said', () => {
    expect(parseArguments(ACCOUNT)).toEqual({
      help: false,
      json: false,
      pacing: 'on',
      burst: {
        photographs: 100,
        lambdas: 1_000,
        tps: 5,
        faces: 'mixed',
        background: 0.1,
        maxPhotographsInFlight: 30,
        seed: 1,
      },
    });
  });

  it.each([
    [[], 'Expected --lambdas with a number but it is not there'],
    [['--lambdas', '10', '--tps', '5'], 'Expected --photographs with a number but it is not there'],
    [
      [...ACCOUNT, '--lambdas', 'ten'],
      'Expected a number from 1 to 10000000 after --lambdas but found "ten"',
    ],
    [[...ACCOUNT, '--photographs', '1.5'], 'Expected a whole number after --photographs but found "1.5"'],
    [[...ACCOUNT, '--background', '1'], 'Expected a number from 0 to 0.9 after --background but found "1"'],
    [[...ACCOUNT, '--faces', 'many'], 'Expected a number from 0 to 100 after --faces but found "many"'],
    [[...ACCOUNT, '--pacing', 'maybe'], 'Expected on, off or both after --pacing but found "maybe"'],
    [[...ACCOUNT, 'photo.jpg'], 'Expected options only but found photo.jpg'],
  ])('says what is wrong: %p', (args, message) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    );
  });

  it('has a help that fits a terminal of 120 columns', () => {
    expect(Math.max(...HELP.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
