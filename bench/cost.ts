// What a thousand photographs cost, by service, as the Markdown table of the README.
//
//   npm run bench:cost
//
// State transitions, the features that are on by default and memory sizes are counted in the state machine and the
// template; the rest of the usage is below. List prices of us-east-1, without free tiers, taxes and the storage of what is
// kept.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const PHOTOGRAPHS = 1_000;

/** US dollars, read on 2026-11-22. */
const PRICES = {
  rekognitionCall: { usd: 0.001, source: 'https://aws.amazon.com/rekognition/pricing/' }, // first million a month
  stateTransition: { usd: 0.025 / 1_000, source: 'https://aws.amazon.com/step-functions/pricing/' },
  lambdaGbSecond: { usd: 0.0000133334, source: 'https://aws.amazon.com/lambda/pricing/' }, // arm64
  lambdaRequest: { usd: 0.2 / 1e6, source: 'https://aws.amazon.com/lambda/pricing/' },
  s3Put: { usd: 0.005 / 1_000, source: 'https://aws.amazon.com/s3/pricing/' },
  s3Get: { usd: 0.0004 / 1_000, source: 'https://aws.amazon.com/s3/pricing/' },
  dynamoDbWriteUnit: { usd: 0.625 / 1e6, source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/' }, // 1 KB each
  sqsRequest: { usd: 0.4 / 1e6, source: 'https://aws.amazon.com/sqs/pricing/' },
  logGigabyte: { usd: 0.5, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  trace: { usd: 5 / 1e6, source: 'https://aws.amazon.com/xray/pricing/' },
};

/** Billed seconds of a warm function on a 12-megapixel JPEG: rounded up from the local cloud, no promise of AWS. */
const SECONDS: Record<string, number> = {
  StartWorkflowFunction: 0.1 / 5, // a batch holds about five uploads
  ExtractMetadataFunction: 0.2,
  NormalizeImageFunction: 1.5,
  GenerateThumbnailsFunction: 0.6,
  StoreRecordFunction: 0.1,
};
const SECONDS_OF_A_REKOGNITION_CALL = 0.8;
const SECONDS_OF_A_SKIPPED_FEATURE = 0.02;

/** The functions that ask Rekognition, and the feature of each. */
const FEATURES: Record<string, string> = {
  DetectLabelsFunction: 'labels',
  DetectTextFunction: 'text',
  DetectFacesFunction: 'faces',
  RecognizePeopleFunction: 'people',
  RecognizeCelebritiesFunction: 'celebrities',
  DetectModerationLabelsFunction: 'moderation',
  DetectCustomLabelsFunction: 'customLabels',
};

/** Searches of a photograph: one for each of its faces, none as long as nobody is enrolled. */
const SEARCHED_FACES = 1;

/** Requests and sizes of one photograph beside its Rekognition features. */
const USAGE = {
  s3Puts: 1 + 1 + 3 + 1, // original, preview, thumbnails, record
  s3Gets: 2 + 1 + 1, // metadata, original, preview
  dynamoDbWriteUnits: 1 + 6, // PROCESSING, then a record of up to 6 KB
  sqsRequests: 1.5, // sent one by one, received and deleted in batches
  logBytes: 12_000, // of twelve functions
  traces: 1,
};

interface State {
  Type: string;
  Branches?: Machine[];
}
interface Machine {
  States: Record<string, State>;
}

const machine: Machine = JSON.parse(read('../statemachine/process-image.asl.json'));
const template = parse(read('../template.yaml'), { logLevel: 'silent' });

/** States that a photograph without a failure passes. */
function transitions({ States }: Machine): number {
  const passed = Object.entries(States).filter(([name, { Type }]) => Type !== 'Fail' && !/Fail/.test(name));
  const inBranches = passed.flatMap(([, state]) => state.Branches ?? []).map(transitions);
  return passed.length + inBranches.reduce((sum, count) => sum + count, 0);
}

/** Functions whose feature is on by default. */
function functionsAtWork(): string[] {
  const features: string[] = template.Parameters.Features.Default.split(',');
  return functions().filter((name) => features.includes(FEATURES[name] ?? ''));
}

function functions(): string[] {
  const resources: Record<string, { Type: string }> = template.Resources;
  return Object.keys(resources).filter((name) => resources[name]?.Type === 'AWS::Serverless::Function');
}

function lambdaGbSeconds(): number {
  return functions().reduce((sum, name) => sum + gigabytes(name) * seconds(name), 0);
}

function seconds(name: string): number {
  if (!(name in FEATURES)) return SECONDS[name] ?? 0;
  return functionsAtWork().includes(name) ? SECONDS_OF_A_REKOGNITION_CALL : SECONDS_OF_A_SKIPPED_FEATURE;
}

function gigabytes(name: string): number {
  return (template.Resources[name].Properties.MemorySize ?? template.Globals.Function.MemorySize) / 1_024;
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const answers = functionsAtWork().length; // each is kept whole in the results bucket
const calls = answers - 1 + SEARCHED_FACES;
const invocations = functions().filter((name) => seconds(name) > 0).length;
const rows: [service: string, usage: string, usd: number][] = [
  ['Rekognition', `${calls} calls`, calls * PRICES.rekognitionCall.usd],
  [
    'Step Functions',
    `${transitions(machine)} transitions`,
    transitions(machine) * PRICES.stateTransition.usd,
  ],
  [
    'Lambda (arm64)',
    `${invocations} invocations, ${lambdaGbSeconds().toFixed(1)} GB-s`,
    invocations * PRICES.lambdaRequest.usd + lambdaGbSeconds() * PRICES.lambdaGbSecond.usd,
  ],
  [
    'S3 requests',
    `${USAGE.s3Puts + answers} PUT, ${USAGE.s3Gets + answers} GET`,
    (USAGE.s3Puts + answers) * PRICES.s3Put.usd + (USAGE.s3Gets + answers) * PRICES.s3Get.usd,
  ],
  [
    'DynamoDB',
    `${USAGE.dynamoDbWriteUnits} write units`,
    USAGE.dynamoDbWriteUnits * PRICES.dynamoDbWriteUnit.usd,
  ],
  ['SQS, EventBridge', `${USAGE.sqsRequests} requests`, USAGE.sqsRequests * PRICES.sqsRequest.usd],
  [
    'CloudWatch Logs, X-Ray',
    `${USAGE.logBytes / 1_000} KB, ${USAGE.traces} trace`,
    (USAGE.logBytes / 1e9) * PRICES.logGigabyte.usd + USAGE.traces * PRICES.trace.usd,
  ],
];

const total = rows.reduce((sum, [, , usd]) => sum + usd, 0);
console.log(`| service | per photograph | ${PHOTOGRAPHS.toLocaleString('en')} photographs |`);
console.log('|---|---|---:|');
for (const [service, usage, usd] of rows) console.log(`| ${service} | ${usage} | ${dollars(usd)} |`);
console.log(`| **total** | | **${dollars(total)}** |`);

function dollars(usdPerPhotograph: number): string {
  return `$${(usdPerPhotograph * PHOTOGRAPHS).toFixed(3)}`;
}
