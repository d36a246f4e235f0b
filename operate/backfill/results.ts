// What the executions of a Map have answered: in the output of their parent, or where its ResultWriter has put it.

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { parseJson } from '../../functions/shared/parse-json.ts';
import { OperatorError } from '../../terminal/errors.ts';

/** As functions/take-in-objects has it. */
const takenSchema = z.object({
  sent: z.int(),
  known: z.int(),
  refused: z.record(z.string(), z.int()),
});

export type Taken = z.infer<typeof takenSchema>;

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html} */
const exportedSchema = z.object({
  ResultWriterDetails: z.object({ Bucket: z.string(), Key: z.string() }),
});
const manifestSchema = z.object({
  DestinationBucket: z.string(),
  ResultFiles: z.object({ SUCCEEDED: z.array(z.object({ Key: z.string() })).default([]) }),
});

/**
 * @param output - Of the execution. ministack knows no ResultWriter, and gives the answers themselves.
 * @throws {OperatorError} When it is neither.
 */
export async function readResults(s3: S3Client, output: string): Promise<Taken> {
  const parsed = parseJson(output);
  const exported = exportedSchema.safeParse(parsed).data?.ResultWriterDetails;
  return sum(expectAnswers(exported ? await readExported(s3, exported) : parsed));
}

async function readExported(
  s3: S3Client,
  { Bucket, Key }: { Bucket: string; Key: string },
): Promise<unknown[]> {
  const manifest = manifestSchema.parse(parseJson(await readText(s3, Bucket, Key)));
  const answers: unknown[] = [];
  for (const file of manifest.ResultFiles.SUCCEEDED) {
    const text = await readText(s3, manifest.DestinationBucket, file.Key);
    answers.push(...text.split('\n').filter(Boolean).map(parseJson)); // JSONL, as the definition says
  }
  return answers;
}

async function readText(s3: S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

function expectAnswers(answers: unknown): Taken[] {
  const { data } = z.array(takenSchema).safeParse(answers);
  if (data) return data;
  const found = JSON.stringify(answers)?.slice(0, 100);
  throw new OperatorError(`Expected the answers of TakeInObjects but found ${found}`);
}

function sum(answers: readonly Taken[]): Taken {
  const total: Taken = { sent: 0, known: 0, refused: {} };
  for (const { sent, known, refused } of answers) {
    total.sent += sent;
    total.known += known;
    for (const [reason, objects] of Object.entries(refused)) {
      total.refused[reason] = (total.refused[reason] ?? 0) + objects;
    }
  }
  return total;
}
