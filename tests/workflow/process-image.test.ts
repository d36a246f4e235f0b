// The state machine as it is deployed, with the real StoreRecord and RecordFailure on a table in memory.

import { DetectTextCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { analysisSchema, imageRecordSchema } from '@image-workflow/record';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { analysisInputSchema, normalizationInputSchema } from '../../functions/shared/workflow.ts';
import { context, readEvent } from '../unit/functions/events.ts';
import { fakeImagesTable } from '../unit/functions/fake-images-table.ts';
import { fakeResultsBucket } from '../unit/functions/fake-results-bucket.ts';
import {
  EXECUTION_ARN,
  named,
  readDefinition,
  runWorkflow,
  type Tasks,
  TaskTimedOut,
} from './run-workflow.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.TABLE_NAME = 'images';
process.env.RESULTS_BUCKET = 'results';
process.env.FORGET_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/forget';
Object.assign(process.env, {
  MIN_CONFIDENCE: '55',
  MAX_LABELS: '50',
  COLLECTION_ID: 'people',
  PEOPLE_TABLE_NAME: 'people',
  FACE_MATCH_THRESHOLD: '80',
  MAX_SEARCHED_FACES: '50',
  MODERATION_THRESHOLD: '60',
  PROJECT_VERSION_ARN: 'arn:aws:rekognition:us-east-1:111122223333:project/logos/version/1/1',
});
const storeRecord = await import('../../functions/store-record/handler.ts');
const recordFailure = await import('../../functions/record-failure/handler.ts');
const featureFunctions = {
  DetectLabels: await import('../../functions/detect-labels/handler.ts'),
  DetectText: await import('../../functions/detect-text/handler.ts'),
  DetectFaces: await import('../../functions/detect-faces/handler.ts'),
  RecognizePeople: await import('../../functions/recognize-people/handler.ts'),
  RecognizeCelebrities: await import('../../functions/recognize-celebrities/handler.ts'),
  DetectModerationLabels: await import('../../functions/detect-moderation-labels/handler.ts'),
  DetectCustomLabels: await import('../../functions/detect-custom-labels/handler.ts'),
};

const table = fakeImagesTable();
const bucket = fakeResultsBucket();
const rekognition = mockClient(RekognitionClient);
const definition = readDefinition('statemachine/process-image.asl.json');
const { image, extraction, normalization, analysis } = readEvent('store-record').state;
const { faces: detectedFaces } = readEvent('recognize-people');

/** The functions of a photograph with which everything goes well. */
const tasks = {
  ExtractMetadata: () => extraction.Payload,
  NormalizeImage: () => normalization.Payload,
  DetectLabels: () => analysis.labels,
  DetectText: () => analysis.text,
  DetectFaces: () => detectedFaces,
  RecognizePeople: () => ({ faces: analysis.faces, people: analysis.people }),
  RecognizeCelebrities: () => analysis.celebrities,
  DetectModerationLabels: () => analysis.moderation,
  DetectCustomLabels: () => analysis.customLabels,
  GenerateThumbnails: () => analysis.thumbnails,
  StoreRecord: (payload) => storeRecord.handler(payload, context),
  RecordFailure: (payload) => recordFailure.handler(payload, context),
} satisfies Tasks;

const run = (replaced: Tasks = {}) => runWorkflow(definition, { image }, { ...tasks, ...replaced });

/** A task that fails in the same way whenever it is called. */
const failing = (error: Error) => () => {
  throw error;
};

type States = (typeof definition)['States'];

/** The states of all branches of a Parallel. */
function branchStates(state: States[string] | undefined): States {
  return state?.Type === 'Parallel' ? Object.assign({}, ...state.Branches.map(({ States }) => States)) : {};
}

const storedRecord = () => table.items.get(image.imageId);

beforeEach(() => {
  table.reset();
  bucket.reset();
  rekognition.reset();
  rekognition.onAnyCommand().resolves({});
});

describe('a photograph with which everything goes well', () => {
  it('passes every state once and answers where its record is', async () => {
    const execution = await run();

    expect(execution.path.toSorted()).toEqual(
      [
        'ExtractMetadata',
        'IsSupported',
        'NormalizeImage',
        'IsDecoded',
        'AnalyzeImage',
        'DetectLabels',
        'DetectText',
        'DetectFaces',
        'RecognizePeople',
        'RecognizeCelebrities',
        'DetectModerationLabels',
        'DetectCustomLabels',
        'GenerateThumbnails',
        'StoreRecord',
      ].toSorted(),
    );
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        imageId: image.imageId,
        status: 'SUCCEEDED',
        stored: true,
        record: { bucket: 'results', key: `records/${image.imageId}.json` },
      },
    });
  });

  it('ends in one record that joins what every state found', async () => {
    await run();

    const { imageId, ...source } = image;
    expect(imageRecordSchema.parse(storedRecord())).toMatchObject({
      imageId,
      source,
      status: 'SUCCEEDED',
      execution: { arn: EXECUTION_ARN },
      metadata: extraction.Payload.metadata,
      preview: normalization.Payload.preview,
      analysis,
    });
  });

  it('sends each task what its schema asks for, and nothing else', async () => {
    const { payloads } = await run();

    const { features } = extraction.Payload;
    const analysisInput = { image, preview: normalization.Payload.preview, features };
    expect(payloads).toMatchObject({
      ExtractMetadata: [image],
      NormalizeImage: [{ image, metadata: extraction.Payload.metadata, picture: extraction.Payload.picture }],
      DetectLabels: [analysisInput],
      DetectText: [analysisInput],
      DetectFaces: [analysisInput],
      RecognizePeople: [{ ...analysisInput, faces: detectedFaces }],
      RecognizeCelebrities: [analysisInput],
      DetectModerationLabels: [analysisInput],
      DetectCustomLabels: [analysisInput],
      GenerateThumbnails: [analysisInput],
    });
    expect(normalizationInputSchema.strict().parse(payloads.NormalizeImage?.[0])).toBeDefined();
    expect(analysisInputSchema.strict().parse(payloads.DetectLabels?.[0])).toBeDefined();
  });

  it('does not run RecordFailure', async () => {
    expect((await run()).payloads).not.toHaveProperty('RecordFailure');
  });
});

describe('a file that is no usable image', () => {
  it('ends UNSUPPORTED when it is no image, and is neither decoded nor analysed', async () => {
    const reason = 'Expected an image but found text/plain in s3://uploads/notes.txt';

    const execution = await run({ ExtractMetadata: () => ({ supported: false, reason }) });

    expect(execution.path).toEqual(['ExtractMetadata', 'IsSupported', 'StoreRecord']);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { status: 'UNSUPPORTED', reason } });
    expect(storedRecord()).toMatchObject({ status: 'UNSUPPORTED', reason });
  });

  it('ends UNSUPPORTED when the decoder refuses it, with the metadata that was found, and is not analysed', async () => {
    const reason = 'Expected a whole JPEG but it breaks off in s3://uploads/half.jpg';

    const execution = await run({ NormalizeImage: () => ({ supported: false, reason }) });

    expect(execution.path).toEqual([
      'ExtractMetadata',
      'IsSupported',
      'NormalizeImage',
      'IsDecoded',
      'StoreRecord',
    ]);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { status: 'UNSUPPORTED', reason } });
    expect(storedRecord()).toMatchObject({ reason, metadata: extraction.Payload.metadata });
  });
});

describe('a feature that fails for good', () => {
  const refused = named('InvalidS3ObjectException', 'Unable to get object metadata from S3');

  /** What is in the slot of a task that always fails. */
  const failed = (state: string) => ({
    status: 'FAILED',
    error: { name: refused.name, message: refused.message, state },
  });

  it.each([
    ['DetectLabels', { labels: failed('DetectLabels') }],
    ['DetectText', { text: failed('DetectText') }],
    [
      'DetectFaces',
      { faces: failed('DetectFaces'), people: { status: 'SKIPPED', reason: 'DetectFaces failed' } },
    ],
    ['RecognizePeople', { faces: detectedFaces, people: failed('RecognizePeople') }],
    ['RecognizeCelebrities', { celebrities: failed('RecognizeCelebrities') }],
    ['DetectModerationLabels', { moderation: failed('DetectModerationLabels') }],
    ['DetectCustomLabels', { customLabels: failed('DetectCustomLabels') }],
    ['GenerateThumbnails', { thumbnails: failed('GenerateThumbnails') }],
  ])('costs nothing but its own slot: %s', async (state, slots) => {
    const execution = await run({ [state]: failing(refused) });

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { status: 'PARTIAL' } });
    const record = imageRecordSchema.parse(storedRecord());
    expect(record.analysis).toEqual({ ...analysis, ...slots });
    expect(record).toMatchObject({ status: 'PARTIAL', metadata: extraction.Payload.metadata });
  });

  it('does not search the faces that could not be found', async () => {
    const { payloads } = await run({ DetectFaces: failing(refused) });

    expect(payloads).not.toHaveProperty('RecognizePeople');
  });

  it('leaves preview and metadata when all features fail', async () => {
    const all = Object.keys(tasks).filter((state) => /^(Detect|Recognize|Generate)/.test(state));

    const execution = await run(Object.fromEntries(all.map((state) => [state, failing(refused)])));

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { status: 'PARTIAL' } });
    const record = imageRecordSchema.parse(storedRecord());
    expect(record).toMatchObject({
      metadata: extraction.Payload.metadata,
      preview: normalization.Payload.preview,
    });
    const { people, ...others } = record.analysis ?? {};
    expect(people?.status).toBe('SKIPPED');
    expect(Object.values(others).map(({ status }) => status)).toEqual(Array(7).fill('FAILED'));
  });

  it('says so too when it ran out of time, of which Step Functions gives no JSON', async () => {
    await run({ DetectLabels: failing(new TaskTimedOut('Task timed out after 75 seconds')) });

    expect(storedRecord()?.analysis?.labels).toMatchObject({
      error: { name: 'States.Timeout', message: 'Task timed out after 75 seconds', state: 'DetectLabels' },
    });
  });
});

describe('the features of a photograph', () => {
  /** The real functions of the features, on a Rekognition that answers with nothing found. */
  const handlers = Object.fromEntries(
    Object.entries(featureFunctions).map(([state, { handler }]) => [
      state,
      (payload: unknown) => handler(payload, context),
    ]),
  );
  const runWith = (features: string[], replaced: Tasks = {}) =>
    run({
      ...handlers,
      ExtractMetadata: () => ({ ...extraction.Payload, features }),
      ...replaced,
    });
  const operations = () => rekognition.calls().map(({ args: [command] }) => command.constructor.name);
  const statuses = () => {
    const slots = Object.entries(imageRecordSchema.parse(storedRecord()).analysis ?? {});
    return Object.fromEntries(slots.map(([name, { status }]) => [name, status]));
  };
  const all = Object.keys(analysisSchema.shape).filter((name) => name !== 'thumbnails');

  it.each([
    ['labels', ['DetectLabelsCommand']],
    ['text', ['DetectTextCommand']],
    ['faces', ['DetectFacesCommand']],
    ['people', []], // without faces there is nobody to search
    ['celebrities', ['RecognizeCelebritiesCommand']],
    ['moderation', ['DetectModerationLabelsCommand']],
    ['customLabels', ['DetectCustomLabelsCommand']],
  ])('cost no call but that of the one that is on: %s', async (feature, expected) => {
    const execution = await runWith([feature]);

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { status: 'SUCCEEDED' } });
    expect(operations()).toEqual(expected);
    expect(statuses()).toEqual({
      ...Object.fromEntries(all.map((name) => [name, 'SKIPPED'])),
      ...(expected.length > 0 && { [feature]: 'SUCCEEDED' }),
      thumbnails: 'SUCCEEDED',
    });
  });

  it('are all SUCCEEDED when all are on', async () => {
    const execution = await runWith(all);

    expect(execution).toMatchObject({ output: { status: 'SUCCEEDED' } });
    expect(operations().toSorted()).toEqual([
      'DetectCustomLabelsCommand',
      'DetectFacesCommand',
      'DetectLabelsCommand',
      'DetectModerationLabelsCommand',
      'DetectTextCommand',
      'RecognizeCelebritiesCommand', // and no search, because there is no face
    ]);
    expect(new Set(Object.values(statuses()))).toEqual(new Set(['SUCCEEDED']));
  });

  it('say SUCCEEDED, FAILED and SKIPPED side by side', async () => {
    rekognition.on(DetectTextCommand).rejects(named('AccessDeniedException', 'not authorized'));

    const execution = await runWith(['labels', 'text', 'faces']);

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { status: 'PARTIAL' } });
    expect(statuses()).toEqual({
      labels: 'SUCCEEDED',
      text: 'FAILED',
      faces: 'SUCCEEDED',
      people: 'SKIPPED',
      celebrities: 'SKIPPED',
      moderation: 'SKIPPED',
      customLabels: 'SKIPPED',
      thumbnails: 'SUCCEEDED',
    });
  });
});

describe('an execution that cannot go on', () => {
  it.each([
    ['ExtractMetadata', {}],
    ['NormalizeImage', { metadata: extraction.Payload.metadata }],
    [
      'StoreRecord',
      { metadata: extraction.Payload.metadata, preview: normalization.Payload.preview, analysis },
    ],
  ])(
    'is recorded as FAILED with the state and all that was known, then fails with its true error: %s',
    async (state, known) => {
      const denied = named('AccessDenied', 'not authorized to perform: s3:GetObject');

      const execution = await run({ [state]: failing(denied) });

      expect(execution.path.slice(-2)).toEqual(['RecordFailure', 'ProcessingFailed']);
      expect(execution).toMatchObject({
        status: 'FAILED',
        error: 'AccessDenied',
        cause: expect.stringContaining(denied.message),
      });
      expect(imageRecordSchema.parse(storedRecord())).toMatchObject({
        ...known,
        status: 'FAILED',
        execution: { arn: EXECUTION_ARN },
        error: { name: 'AccessDenied', message: denied.message, state },
      });
    },
  );

  it('is recorded also when a branch lets its error through', async () => {
    const withoutCatch = readDefinition('statemachine/process-image.asl.json');
    const { DetectLabels } = branchStates(withoutCatch.States.AnalyzeImage);
    if (DetectLabels?.Type === 'Task') delete DetectLabels.Catch;

    const execution = await runWorkflow(
      withoutCatch,
      { image },
      { ...tasks, DetectLabels: failing(named('AccessDeniedException', 'not authorized')) },
    );

    expect(execution).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
    expect(storedRecord()).toMatchObject({ status: 'FAILED', error: { state: 'AnalyzeImage' } });
  });

  it('fails with its own error, not with that of recording it', async () => {
    const execution = await run({
      NormalizeImage: failing(named('AccessDenied', 'the first error')),
      RecordFailure: failing(named('ResourceNotFoundException', 'the second error')),
    });

    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'AccessDenied',
      cause: expect.stringContaining('the first error'),
    });
    expect(storedRecord()).toBeUndefined(); // CloseExecution finds the PROCESSING record by the event of this failure
  });
});

describe('retries', () => {
  const ours = ['InvalidEventError', 'InvalidConfigurationError'];
  const original = ['AccessDenied', 'NoSuchBucket', 'NoSuchKey', 'NoSuchVersion', 'InvalidObjectState'];
  const database = [
    'AccessDenied',
    'AccessDeniedException',
    'NoSuchBucket',
    'ResourceNotFoundException',
    'ValidationException',
  ];

  /** {@link https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception} */
  const lambda = [
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
  ];

  /** Refused at the door, for as long as the account's other functions leave no room. */
  const full = ['Lambda.TooManyRequestsException'];

  /** {@link https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html} */
  const ofRekognition = {
    throttling: ['LimitExceededException', 'ProvisionedThroughputExceededException', 'ThrottlingException'],
    /** TimeoutError is the SDK's: it had no answer in time. */
    transient: ['InternalServerError', 'TimeoutError'],
    permanent: [
      'AccessDeniedException',
      'ImageTooLargeException',
      'InvalidImageFormatException',
      'InvalidParameterException',
    ],
  };

  /** Rekognition could not read the preview, which was written seconds before: the next time it may. */
  const unread = 'InvalidS3ObjectException';

  /** A killed process, a bug, and a function's own time-out: a second try may help, a tenth will not. */
  const others = ['Runtime.ExitError', 'TypeError', 'Sandbox.Timedout'];

  type Calls = [state: keyof typeof tasks, kind: string, calls: number, errors: string[]];

  const callsOfRekognition = (
    state: keyof typeof tasks,
    { permanent = [] as string[], throttled = 201, failed = 13 } = {},
  ): Calls[] => [
    [
      state,
      'a permanent error',
      1,
      [...ours, ...ofRekognition.permanent, 'AccessDenied', 'NoSuchBucket', ...permanent],
    ],
    [state, "Lambda's own trouble", 7, lambda],
    [state, "Rekognition's throttling", throttled, ofRekognition.throttling],
    [state, "Rekognition's own trouble", failed, ofRekognition.transient],
    [state, 'anything else', 3, [...others, unread]],
  ];

  /** How often a task that never succeeds is called in all. */
  const calls: Calls[] = [
    ['ExtractMetadata', 'a permanent error', 1, [...ours, ...original]],
    ['ExtractMetadata', "Lambda's own trouble", 7, lambda],
    ['ExtractMetadata', 'anything else', 3, others],
    ['NormalizeImage', 'a permanent error', 1, [...ours, ...original]],
    ['NormalizeImage', "Lambda's own trouble", 7, lambda],
    ['NormalizeImage', 'anything else', 3, others],
    ...callsOfRekognition('DetectLabels'),
    ...callsOfRekognition('DetectText'),
    ...callsOfRekognition('DetectFaces'),
    // It has waited for its quota itself, and has had every search of the photograph to repeat.
    ...callsOfRekognition('RecognizePeople', {
      permanent: ['NoSuchKey', 'ResourceNotFoundException', 'ValidationException'],
      throttled: 13,
      failed: 7,
    }),
    ...callsOfRekognition('RecognizeCelebrities'),
    ...callsOfRekognition('DetectModerationLabels'),
    ...callsOfRekognition('DetectCustomLabels', {
      permanent: ['ResourceNotFoundException', 'ResourceNotReadyException'],
    }),
    ['GenerateThumbnails', 'a permanent error', 1, [...ours, 'AccessDenied', 'NoSuchBucket', 'NoSuchKey']],
    ['GenerateThumbnails', "Lambda's own trouble", 7, lambda],
    ['GenerateThumbnails', 'anything else', 3, others],
    ['StoreRecord', 'a permanent error', 1, [...ours, ...database]],
    ['StoreRecord', "Lambda's own trouble", 7, lambda],
    ['StoreRecord', 'anything else', 6, [...others, 'ThrottlingException', 'SlowDown']],
    ['RecordFailure', 'a permanent error', 1, [...ours, ...database]],
    ['RecordFailure', "Lambda's own trouble", 7, lambda],
    ['RecordFailure', 'anything else', 6, [...others, 'ThrottlingException', 'SlowDown']],
    ...(Object.keys(tasks) as (keyof typeof tasks)[]).map(
      (state): Calls => [state, 'an account without a free Lambda', 301, full],
    ),
  ];

  /** Runs with a state that never succeeds; RecordFailure is reached only when another one has failed. */
  async function callsOf(state: string, error: Error): Promise<number | undefined> {
    const before = state === 'RecordFailure' ? { ExtractMetadata: failing(named('AccessDenied')) } : {};
    const { payloads } = await run({ ...before, [state]: failing(error) });
    return payloads[state]?.length;
  }

  it.each(calls)('call %s, which always meets %s, %i times in all', async (state, _, expected, errors) => {
    for (const error of errors) {
      expect([error, await callsOf(state, named(error))]).toEqual([error, expected]);
    }
  });

  it.each(calls.filter(([, kind]) => kind === 'anything else'))(
    'call %s, which always times out, as often as with %s: %i times',
    async (state, _, expected) => {
      expect(await callsOf(state, new TaskTimedOut('Task timed out'))).toBe(expected);
    },
  );

  it('send the same payload again', async () => {
    const { payloads } = await run({ DetectLabels: failing(named('Lambda.ServiceException')) });

    expect(new Set(payloads.DetectLabels?.map((payload) => JSON.stringify(payload))).size).toBe(1);
  });

  it.each(Object.keys(tasks).filter((state) => state !== 'RecordFailure'))(
    'leave no trace in the record when %s succeeds at last',
    async (state) => {
      const task = tasks[state as keyof typeof tasks] as Tasks[string];
      const weather = [
        named('Lambda.ServiceException'),
        named('Runtime.ExitError'),
        new TaskTimedOut('late'),
      ];

      const execution = await run({
        [state]: (payload) => {
          const storm = weather.shift();
          if (storm) throw storm;
          return task(payload);
        },
      });

      expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { status: 'SUCCEEDED' } });
      expect(execution.payloads[state]).toHaveLength(4);
      expect(storedRecord()).not.toHaveProperty('error');
    },
  );

  it('count the throttling of Rekognition apart from other troubles', async () => {
    const throttled = Array.from({ length: 12 }, () => named('ThrottlingException'));
    const weather = [...throttled, named('Runtime.ExitError'), named('Lambda.ServiceException')];

    const execution = await run({
      DetectLabels: () => {
        const storm = weather.shift();
        if (storm) throw storm;
        return analysis.labels;
      },
    });

    expect(execution).toMatchObject({ output: { status: 'SUCCEEDED' } });
  });
});
