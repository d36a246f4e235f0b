// What a thousand photographs cost, by service, as the Markdown table of the README.
//
//   npm run bench:cost
//
// State transitions, the features that are on by default and memory sizes are counted in the state machine and the
// template; times and prices are tables of their own, the rest of the usage is below. Without the storage of what is kept.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { recommendPace } from '../stack/recommended-pace.ts';
import { simulateBurst } from './account/burst.ts';
import { readMachine } from './account/machine.ts';
import { PRICES } from './prices.ts';
import {
  FEATURE_OF,
  SECONDS,
  SECONDS_OF_A_REKOGNITION_CALL,
  SECONDS_OF_A_SKIPPED_FEATURE,
} from './seconds.ts';

const PHOTOGRAPHS = 1_000;

/** Where the thousand are uploaded at once: us-east-1 with the usual quotas. `npm run bench:account` has other accounts. */
const ACCOUNT = { lambdas: 1_000, tps: 50, background: 0.1 };

/** Searches of a photograph: one for each of its faces, none as long as nobody is enrolled. */
const SEARCHED_FACES = 1;

/** Requests and sizes of one photograph beside its Rekognition features. */
const USAGE = {
  s3Puts: 1 + 1 + 3 + 1, // original, preview, thumbnails, record
  s3Gets: 2 + 1 + 1, // metadata, original, preview
  // PROCESSING, then a record of up to 6 KB and its line in the index by content; the search index: npm run bench:search
  dynamoDbWriteUnits: 1 + 6 + 1 + (16 + 90),
  sqsRequests: 1.5, // sent one by one, received and deleted in batches
  logBytes: 14_000, // of twelve functions, with their metrics
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

/** Functions, without that word, whose feature is on by default. */
function functionsAtWork(): string[] {
  const features: string[] = template.Parameters.Features.Default.split(',');
  return functions().filter((name) => features.includes(FEATURE_OF[name] ?? ''));
}

function functions(): string[] {
  const resources: Record<string, { Type: string }> = template.Resources;
  const ids = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::Serverless::Function');
  return ids.map((id) => id.replace(/Function$/, ''));
}

function lambdaGbSeconds(): number {
  return functions().reduce((sum, name) => sum + gigabytes(name) * seconds(name), 0);
}

function seconds(name: string): number {
  if (name === 'RecordFailure') return 0; // nothing fails here
  if (!(name in FEATURE_OF)) return SECONDS[name] ?? 0;
  return functionsAtWork().includes(name) ? SECONDS_OF_A_REKOGNITION_CALL : SECONDS_OF_A_SKIPPED_FEATURE;
}

function gigabytes(name: string): number {
  return (
    (template.Resources[`${name}Function`].Properties.MemorySize ?? template.Globals.Function.MemorySize) /
    1_024
  );
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const answers = functionsAtWork().length; // each is kept whole in the results bucket
const calls = answers - 1 + SEARCHED_FACES;
const { retries } = await simulateBurst({
  photographs: PHOTOGRAPHS,
  ...ACCOUNT,
  maxPhotographsInFlight: recommendPace({ ...ACCOUNT, rekognitionTps: ACCOUNT.tps }).maxPhotographsInFlight,
  faces: 'mixed',
  machine: readMachine(),
  features: template.Parameters.Features.Default.split(','),
  seed: 1,
});
const retriesEach = (retries.lambda + retries.rekognition) / PHOTOGRAPHS;
const invocations = functions().filter((name) => seconds(name) > 0).length;
const rows: [service: string, usage: string, usd: number][] = [
  ['Rekognition', `${calls} calls`, calls * PRICES.rekognitionCall.usd],
  [
    'Step Functions',
    `${transitions(machine)} transitions, ${retriesEach.toFixed(1)} retries`,
    (transitions(machine) + retriesEach) * PRICES.stateTransition.usd,
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
