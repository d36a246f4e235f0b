import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { PooledInference } from '../../src/inference/inference.ts';
import { detectCustomLabels } from '../../src/operations/detect-custom-labels.ts';
import type { Services } from '../../src/operations/operation.ts';
import { parseRequest } from '../../src/parse-request.ts';
import { meanColorModel } from './tiny-onnx.ts';

const arn = 'arn:aws:rekognition:us-east-1:123456789012:project/colors/version/first/1700000000000';
const description = { projectVersionArn: arn, mean: [0, 0, 0], std: [0.1, 0.1, 0.1] };

describe('DetectCustomLabels with a model of the user', () => {
  const failures: string[] = [];
  const inference = new PooledInference({
    modelsFolder: '.',
    workers: 1,
    onFailure: (_, reason) => failures.push(reason),
  });
  let customModelsFolder: string;

  beforeEach(async () => {
    failures.length = 0;
    customModelsFolder = await mkdtemp(join(tmpdir(), 'custom-models-'));
  });
  afterEach(() => rm(customModelsFolder, { recursive: true }));
  afterAll(() => inference.close());

  async function install(name: string, known: object, labels = 'Red\nGreen\r\nBlue\n', size = 32) {
    const folder = join(customModelsFolder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'custom-model.json'), JSON.stringify(known));
    await writeFile(join(folder, 'model.onnx'), meanColorModel(size));
    await writeFile(join(folder, 'labels.txt'), labels);
    return folder;
  }

  async function detect(background: string, request: object = {}) {
    const picture = sharp({ create: { width: 120, height: 90, channels: 3, background } }).png();
    const services = { customModelsFolder, inference, readImage: () => picture.toBuffer() };
    const parsed = parseRequest(detectCustomLabels.request, {
      ProjectVersionArn: arn,
      Image: { Bytes: 'AQID' },
      ...request,
    });
    const { CustomLabels } = (await detectCustomLabels.answer(parsed, services as unknown as Services)) as {
      CustomLabels: { Name: string; Confidence: number }[];
    };
    return CustomLabels;
  }

  it('answers under the ARN that the user chose, with what the model says', async () => {
    await install('other', { ...description, projectVersionArn: arn.replace('colors', 'others') }, 'A\nB\nC');
    await install('colors', description);

    expect(await detect('#ff0000')).toEqual([{ Name: 'Red', Confidence: expect.closeTo(99.99, 1) }]);
    expect((await detect('#0000ff')).map(({ Name }) => Name)).toEqual(['Blue']);
  });

  it('gives the likeliest first, as many and as sure as asked for', async () => {
    await install('colors', { ...description, output: 'probabilities', std: [1, 1, 1], minConfidence: 30 });

    expect(await detect('#40c080')).toEqual([
      { Name: 'Green', Confidence: expect.closeTo(75.3, 0) },
      { Name: 'Blue', Confidence: expect.closeTo(50.2, 0) },
    ]);
    expect(await detect('#40c080', { MinConfidence: 0 })).toHaveLength(3);
    expect(await detect('#40c080', { MinConfidence: 0, MaxResults: 1 })).toHaveLength(1);
    expect(await detect('#40c080', { MinConfidence: 90 })).toEqual([]);
  });

  it('takes each label by itself where the model answers so', async () => {
    await install('colors', { ...description, output: 'sigmoid' });
    expect((await detect('#ffff00', { MinConfidence: 90 })).map(({ Name }) => Name).sort()).toEqual([
      'Green',
      'Red',
    ]);
  });

  it('uses a changed model at once', async () => {
    const folder = await install('colors', description);
    await detect('#ff0000');
    await writeFile(join(folder, 'labels.txt'), 'Rouge\nVert\nBleu');
    await writeFile(join(folder, 'model.onnx'), meanColorModel(64));
    await utimes(join(folder, 'model.onnx'), new Date(), new Date(Date.now() + 10_000));

    expect((await detect('#ff0000')).map(({ Name }) => Name)).toEqual(['Rouge']);
  });

  it('knows no ARN that no folder names', async () => {
    await expect(detect('#ff0000')).rejects.toMatchObject({ type: 'ResourceNotFoundException' });
  });

  it('refuses what is no ARN of a project version', async () => {
    await expect(
      detect('#ff0000', { ProjectVersionArn: 'arn:aws:s3:::a-bucket-of-mine' }),
    ).rejects.toMatchObject({
      type: 'InvalidParameterException',
    });
  });

  it('says in the log which file is wrong', async () => {
    await install('colors', description, 'Red\nGreen');

    await expect(detect('#ff0000')).rejects.toMatchObject({ type: 'InternalServerError' });
    expect(failures[0]).toMatch(/Expected 3 labels, one for each output of .*model\.onnx, but found 2/);

    await install('colors', { ...description, fit: 'stretch' });
    await expect(detect('#ff0000')).rejects.toThrow(/custom-model\.json but `fit` is wrong/);
  });
});
