// What `sam build` puts into a function is what its first start has to load.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const CLIENTS: Record<string, string[]> = {
  'api-images': ['client-dynamodb', 'client-s3', 'client-sqs'],
  'api-uploads': ['client-dynamodb', 'client-s3'],
  'api-people': ['client-dynamodb', 'client-rekognition', 'client-s3', 'client-sqs'],
  'relabel-images': ['client-dynamodb', 'client-rekognition', 'client-s3', 'client-sqs'],
  'api-changes': ['client-dynamodb', 'client-s3', 'client-sqs'],
  'api-dead-letters': ['client-dynamodb', 'client-sqs'],
  'index-images': ['client-dynamodb'],
  'describe-execution': ['client-dynamodb', 'client-sfn'],
  'start-workflow': ['client-dynamodb', 'client-sfn', 'client-sqs'],
  'extract-metadata': ['client-s3'],
  'normalize-image': ['client-dynamodb', 'client-s3'],
  'detect-labels': ['client-rekognition', 'client-s3'],
  'detect-text': ['client-rekognition', 'client-s3'],
  'detect-faces': ['client-rekognition', 'client-s3'],
  'recognize-people': ['client-dynamodb', 'client-rekognition', 'client-s3'],
  'recognize-celebrities': ['client-rekognition', 'client-s3'],
  'detect-moderation-labels': ['client-rekognition', 'client-s3'],
  'detect-custom-labels': ['client-rekognition', 'client-s3'],
  'generate-thumbnails': ['client-s3'],
  'store-record': ['client-dynamodb', 'client-s3', 'client-sqs'],
  'record-failure': ['client-dynamodb', 'client-s3', 'client-sqs'],
  'forget-image': ['client-dynamodb', 'client-s3', 'client-sqs'],
  'close-execution': ['client-dynamodb', 'client-s3', 'client-sqs'],
  'take-in-objects': ['client-dynamodb', 'client-s3', 'client-sqs'],
  'sweep-records': ['client-dynamodb', 'client-s3', 'client-sfn', 'client-sqs'],
};

const { metafile } = await build({
  entryPoints: Object.keys(CLIENTS).map((name) => `functions/${name}/handler.ts`),
  outdir: 'out',
  write: false,
  metafile: true,
  bundle: true,
  platform: 'node',
  external: ['sharp', '@image-workflow/places/data'],
  // As template.yaml says:
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
});

/** Bytes that each package takes in a function's bundle. */
function packagesOf(name: string): Map<string, number> {
  const packages = new Map<string, number>();
  const inputs = metafile.outputs[`out/${name}/handler.js`]?.inputs ?? {};
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const owner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'functions';
    packages.set(owner, (packages.get(owner) ?? 0) + bytesInOutput);
  }
  return packages;
}

describe.each(Object.entries(CLIENTS))('the bundle of %s', (name, clients) => {
  it('holds the clients of the services that it calls, and no other', () => {
    const found = [...packagesOf(name).keys()].filter((owner) => owner.startsWith('@aws-sdk/client-'));
    expect(found.map((owner) => owner.replace('@aws-sdk/', '')).sort()).toEqual(clients);
  });

  it('holds of zod what it uses: its translations alone are 300 KB', () => {
    expect(packagesOf(name).get('zod')).toBeLessThan(200_000);
  });
});

it.each(['api-images', 'api-uploads', 'api-changes', 'api-people', 'describe-execution'])(
  'docs/api.md says what the bundle of %s weighs, to a twentieth',
  (name) => {
    const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const [, stated] = new RegExp(`\`${name}\`\\s+(\\d+) KB`).exec(page) ?? [];
    const bytes = metafile.outputs[`out/${name}/handler.js`]?.bytes ?? 0;

    expect(Math.abs(Number(stated) * 1_000 - bytes)).toBeLessThan(bytes / 20);
  },
);
