import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chooseParameters } from '../../../../local/deploy/parameters.ts';
import { readSamconfigOverrides } from '../../../../local/deploy/samconfig.ts';

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
    [{ LogLevel: 'LOUD' }, 'Expected LogLevel to be one of DEBUG, INFO, WARN, ERROR but found "LOUD"'],
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

describe('readSamconfigOverrides', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samconfig-'));
    file = join(folder, 'samconfig.toml');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it.each([
    ['[local.deploy.parameters]\nparameter_overrides = "Features=labels LogLevel=DEBUG"'],
    ['[local.deploy.parameters]\nparameter_overrides = ["Features=labels", "LogLevel=DEBUG"]'],
    ['[local.deploy.parameters.parameter_overrides]\nFeatures = ["labels"]\nLogLevel = "DEBUG"'],
    ['[local.global.parameters]\nparameter_overrides = "Features=labels LogLevel=DEBUG"'],
  ])('reads what SAM reads: %s', async (toml) => {
    await writeFile(file, toml);

    expect(await readSamconfigOverrides(file)).toEqual({ Features: 'labels', LogLevel: 'DEBUG' });
  });

  it('finds none where there are none', async () => {
    await writeFile(file, '[local.deploy.parameters]\nresolve_s3 = true');

    expect(await readSamconfigOverrides(file)).toEqual({});
  });

  it.each([
    ['[local.deploy.parameters]\nparameter_overrides = 5', /parameter_overrides/],
    [
      '[local.deploy.parameters]\nparameter_overrides = "Features"',
      /Name=value.*samconfig\.toml.*"Features"/,
    ],
    ['[local', /^Expected TOML in samconfig\.toml but found: /],
  ])('says what is wrong with %s', async (toml, message) => {
    await writeFile(file, toml);

    await expect(readSamconfigOverrides(file)).rejects.toThrow(message);
  });
});
