import { describe, expect, it } from '@jest/globals';
import { chooseParameters } from '../../../../local/deploy/parameters.ts';

describe('chooseParameters', () => {
  it('says every parameter of the template, but those that the local cloud sets itself', async () => {
    const parameters = await chooseParameters({});

    expect(parameters).toMatchObject({
      ThumbnailEdges: '256,768,1536',
      MinConfidence: '55',
      AlarmTopicArn: '',
    });
    expect(parameters).not.toHaveProperty('Architecture');
    expect(parameters).not.toHaveProperty('RekognitionEndpoint');
    expect(parameters).not.toHaveProperty('SignInUrl');
  });

  it('lets the command line win', async () => {
    expect(await chooseParameters({ ThumbnailEdges: '100,300' })).toMatchObject({
      ThumbnailEdges: '100,300',
    });
  });

  it('accepts the template’s own defaults, no feature at all, and every one', async () => {
    const defaults = await chooseParameters({});

    await expect(chooseParameters(defaults)).resolves.toEqual(defaults);
    for (const Features of ['', 'labels', 'celebrities,customLabels,imageProperties'])
      await expect(chooseParameters({ Features })).resolves.toMatchObject({ Features });
  });

  it.each([
    [
      { ThumbnailEdge: '100' },
      /^Expected one of the template's parameters \(.*ThumbnailEdges.*\) but found "ThumbnailEdge"$/,
    ],
    [
      { ThumbnailEdges: '5' },
      'Expected ThumbnailEdges to be one to eight numbers from 10 to 9999, separated by commas without spaces but found "5"',
    ],
    [{ Features: 'labels,cats' }, /^Expected Features to be names of features.* but found "labels,cats"$/],
    [{ MinConfidence: '101' }, 'Expected MinConfidence to be a number from 0 to 100 but found "101"'],
    [{ MinConfidence: '' }, 'Expected MinConfidence to be a number from 0 to 100 but found ""'],
    [{ LogLevel: 'LOUD' }, 'Expected LogLevel to be one of DEBUG, INFO but found "LOUD"'],
    [
      { Architecture: 'arm64' },
      'Expected no value of Architecture, which npm start sets itself (the processor of this machine)',
    ],
  ])('refuses %j in one sentence', async (overrides, message) => {
    await expect(chooseParameters(overrides as Record<string, string>)).rejects.toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      }),
    );
  });
});
