// A deploy in mid-flight. It replaces the functions' code at once, while every execution that runs goes on with the
// definition it began with: what a released definition sends is read by today's functions, and what they answer is what that
// definition reads. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html

import { readdirSync } from 'node:fs';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { imageRecordSchema } from '@image-workflow/record';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import sharp from 'sharp';
import { environmentOf, projectFile, readProjectFile, resourcesOf, toFolder } from '../template/template.ts';
import { context } from '../unit/functions/events.ts';
import { fakeImagesTable } from '../unit/functions/fake-images-table.ts';
import { readDefinition, runWorkflow, type Tasks } from './run-workflow.ts';

const RELEASED = 'tests/workflow/released';
const releases = readdirSync(projectFile(RELEASED));

const table = fakeImagesTable();
const s3 = mockClient(S3Client);
const rekognition = mockClient(RekognitionClient);
let jpeg: Buffer;
let handlers: Record<string, (event: unknown) => Promise<unknown>>;

beforeAll(async () => {
  const functions = resourcesOf('AWS::Serverless::Function').map(([id]) => id);
  Object.assign(process.env, { AWS_REGION: 'us-east-1' }, ...functions.map(environmentOf));
  const imported = functions.map(async (id) => {
    const { handler } = await import(`../../functions/${toFolder(id)}/handler.ts`);
    return [id.replace(/Function$/, ''), (event: unknown) => handler(event, context)] as const;
  });
  handlers = Object.fromEntries(await Promise.all(imported));
  const create = { width: 4032, height: 3024, channels: 3, background: 'teal' } as const;
  jpeg = await sharp({ create }).withMetadata({ orientation: 6 }).jpeg().toBuffer(); // as the payloads say
});

beforeEach(() => {
  table.reset();
  table.documents.on(BatchGetCommand).resolves({});
  s3.reset();
  s3.on(PutObjectCommand).resolves({});
  s3.on(GetObjectCommand).callsFake(async () => ({
    Body: { transformToByteArray: async () => jpeg },
    ContentRange: `bytes 0-${jpeg.length - 1}/${jpeg.length}`,
    ContentLength: jpeg.length,
  }));
  rekognition.reset();
  rekognition.onAnyCommand().resolves({});
});

describe.each(releases)('an execution of %s, when all functions are replaced', (release) => {
  const definition = readDefinition(`${RELEASED}/${release}/process-image.asl.json`);
  const payloads: Record<string, unknown> = JSON.parse(
    readProjectFile(`${RELEASED}/${release}/payloads.json`),
  );
  const { image } = payloads.DetectLabels as { image: { imageId: string } };

  it('before its first task, ends with a whole record', async () => {
    const tasks: Tasks = handlers;

    const { status, path } = await runWorkflow(definition, { image }, tasks);

    expect([status, path]).toEqual(['SUCCEEDED', expect.not.arrayContaining(['RecordFailure'])]);
    expect(imageRecordSchema.parse(table.items.get(image.imageId)).status).toBe('SUCCEEDED');
  });

  it.each(Object.keys(payloads))('before %s, goes on with what it sends', async (state) => {
    const handler = handlers[state];

    await expect(handler?.(payloads[state])).resolves.toBeDefined();
  });

  it('sends a payload to every task that it has', () => {
    const functions = JSON.stringify(definition).match(/(?<="FunctionName":")\w+(?=FunctionArn")/g);

    expect(Object.keys(payloads).toSorted()).toEqual([...(functions ?? [])].toSorted());
  });
});
