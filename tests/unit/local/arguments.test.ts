import { describe, expect, it } from '@jest/globals';
import { parseArguments } from '../../../local/arguments.ts';

describe('parseArguments', () => {
  it('takes files and folders as they come, and starts on the emulators’ own port', () => {
    expect(parseArguments(['photo.jpg', 'folder/'])).toEqual({
      paths: ['photo.jpg', 'folder/'],
      once: false,
      json: false,
      long: false,
      watch: false,
      help: false,
      page: true,
      open: false,
      annotate: undefined,
      parameters: {},
      port: 4566,
      endpoint: undefined,
    });
  });

  it('takes what follows -- for a path, whatever it looks like', () => {
    expect(parseArguments(['--once', '--', '--json.jpg'])).toMatchObject({
      once: true,
      paths: ['--json.jpg'],
    });
  });

  it('takes a folder for the annotated photographs', () => {
    expect(parseArguments(['--annotate', 'drawn', 'photo.jpg'])).toMatchObject({
      annotate: 'drawn',
      paths: ['photo.jpg'],
    });
  });

  it('takes an endpoint without its last slash', () => {
    expect(parseArguments(['--endpoint', 'http://localhost:4566/']).endpoint).toBe('http://localhost:4566');
  });

  it.each([
    [['--parameter-overrides', 'Features=labels', 'ThumbnailEdges=100,300', 'photo.jpg']],
    [['photo.jpg', '--parameter-overrides', 'Features=labels ThumbnailEdges=100,300']],
    [
      [
        '--parameter-overrides=Features=labels',
        '--parameter-overrides',
        'ThumbnailEdges=100,300',
        'photo.jpg',
      ],
    ],
    [['--features', 'labels', '--parameter-overrides', 'ThumbnailEdges=100,300', '--', 'photo.jpg']],
  ])('takes values of the template’s parameters as SAM does: %j', (args) => {
    expect(parseArguments(args)).toMatchObject({
      parameters: { Features: 'labels', ThumbnailEdges: '100,300' },
      paths: ['photo.jpg'],
    });
  });

  it('lets people sign in, as in AWS', () => {
    expect(parseArguments(['--sign-in', '--features', 'text'])).toMatchObject({
      parameters: { Authentication: 'cognito', Features: 'text' },
    });
  });

  it('takes a photograph for one that only looks like a value', () => {
    expect(parseArguments(['--once', 'a=b.jpg'])).toMatchObject({ parameters: {}, paths: ['a=b.jpg'] });
    expect(parseArguments(['--parameter-overrides', 'A=1', '--', 'a=b.jpg'])).toMatchObject({
      paths: ['a=b.jpg'],
    });
  });

  it.each([
    [
      ['--parameter-overrides', 'photo.jpg'],
      'Expected Name=value, as in ThumbnailEdges=256,768, in --parameter-overrides',
    ],
    [
      ['--features', 'text', '--parameter-overrides', 'Features=labels'],
      'Expected --features or Features= after',
    ],
    [
      ['--sign-in', '--parameter-overrides', 'Authentication=none'],
      'Expected --sign-in or Authentication= after',
    ],
    [['--endpoint', 'http://a', '--features', 'text'], 'Expected no parameters with --endpoint'],
    [['--endpoint', 'http://a', '--sign-in'], 'Expected no parameters with --endpoint'],
    [['--port', '80a'], 'Expected a port from 1 to 65533 after --port but found "80a"'],
    [['--port', '65534'], 'Expected a port from 1 to 65533 after --port but found "65534"'],
    [['--endpoint', 'localhost:4566'], 'Expected a URL such as http://127.0.0.1:4566 after --endpoint'],
    [['--endpoint', 'http://a', '--port', '1'], 'Expected --endpoint or --port but found both'],
    [['--annotate', ''], 'Expected a folder after --annotate but found ""'],
    [['--twice'], '--twice'],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    );
  });
});
