import { describe, expect, it } from '@jest/globals';
import { HELP, parseArguments } from '../../../../operate/people/arguments.ts';

describe('parseArguments', () => {
  it.each([
    [
      ['add', 'Ada Lovelace', 'a.jpg', 'b/', '--relabel'],
      { name: 'add', person: 'Ada Lovelace', paths: ['a.jpg', 'b/'], isNew: false, relabel: true },
    ],
    [
      ['add', 'Ada', 'a.jpg', '--new'],
      { name: 'add', person: 'Ada', paths: ['a.jpg'], isNew: true, relabel: false },
    ],
    [['add-folder', 'people/'], { name: 'add-folder', folder: 'people/', relabel: false }],
    [['list'], { name: 'list', relabel: false }],
    [['remove', 'Ada'], { name: 'remove', person: 'Ada', relabel: false }],
    [['--relabel', 'rename', 'Ada', 'Eve'], { name: 'rename', person: 'Ada', newName: 'Eve', relabel: true }],
    [['relabel'], { name: 'relabel', relabel: true }],
  ])('reads %j', (args, command) => {
    expect(parseArguments(args)).toEqual({
      request: command,
      target: { stack: undefined, endpoint: undefined },
      json: false,
    });
  });

  it('reads where and how', () => {
    expect(parseArguments(['list', '--stack', 'photos', '--json'])).toMatchObject({
      target: { stack: 'photos' },
      json: true,
    });
    expect(parseArguments(['list', '--endpoint', 'http://127.0.0.1:4566/'])).toMatchObject({
      target: { endpoint: 'http://127.0.0.1:4566' },
    });
  });

  it('needs no command for help', () => {
    expect(parseArguments(['--help']).request).toBeUndefined();
  });

  it.each([
    [[], 'found no command'],
    [['enroll'], 'found "enroll"'],
    [['add', 'Ada'], 'add <person> <photographs and folders> but found 1 arguments'],
    [['remove'], 'remove <person> but found 0'],
    [['remove', 'Ada', 'Lovelace'], 'found 2 arguments: a name with spaces needs quotes'],
    [['rename', 'Ada'], 'rename <person> <new name>'],
    [['add-folder', 'a', 'b'], 'add-folder <folder>'],
    [['list', 'Ada'], 'list but found 1'],
    [['list', '--relabel'], 'a command that changes something'],
    [['remove', 'Ada', '--new'], '--new with add alone'],
    [['list', '--stack', 'a', '--endpoint', 'http://b'], '--stack or --endpoint'],
    [['list', '--endpoint', 'here'], 'found "here"'],
    [['list', '--verbose'], '--verbose'],
  ])('says what is wrong with %j', (args, words) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(words) }),
    );
  });
});

describe('the help', () => {
  it('fits a terminal of 120 columns and names every command and option', () => {
    for (const line of HELP.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    for (const word of [
      'add-folder',
      'remove',
      'rename',
      'relabel',
      '--stack',
      '--json',
      '--new',
      '--endpoint',
    ]) {
      expect(HELP).toContain(word);
    }
  });
});
