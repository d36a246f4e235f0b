// A user's own classifier: a folder with an ONNX file, a label file, and a description of both.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RekognitionError } from '../errors.ts';

/** What a folder describes itself in. */
const DESCRIPTION_FILE = 'custom-model.json';

export const projectVersionArnSchema = z
  .string()
  .min(20)
  .max(2048)
  .regex(
    /^arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project\/[a-zA-Z0-9_.-]{1,255}\/version\/[a-zA-Z0-9_.-]{1,255}\/[0-9]+$/,
  );

const channels = z.array(z.number()).length(3);

const descriptionSchema = z.strictObject({
  /** Any name of the service's form, chosen by the user. */
  projectVersionArn: projectVersionArnSchema,
  /** File names in the folder. The label file has one name a line, in the order of the model's output. */
  model: z.string().min(1).default('model.onnx'),
  labels: z.string().min(1).default('labels.txt'),
  /** Edge of the square input in pixels; needed only where the model leaves it open. */
  inputPx: z.int().min(8).max(4096).optional(),
  /** `squeeze` shows the model the whole picture, `center` the largest square in its middle. */
  fit: z.enum(['squeeze', 'center']).default('squeeze'),
  /** R, G, B of 0 to 1 become (value - mean) / std; the defaults are those of ImageNet and torchvision. */
  mean: channels.default([0.485, 0.456, 0.406]),
  std: channels.default([0.229, 0.224, 0.225]),
  /** What the model puts out: numbers for one label of many, for many labels at once, or shares of 1 already. */
  output: z.enum(['softmax', 'sigmoid', 'probabilities']).default('softmax'),
  /** Percent; what a request without MinConfidence gets. */
  minConfidence: z.number().min(0).max(100).default(50),
});

export interface CustomModel extends Omit<z.output<typeof descriptionSchema>, 'model' | 'labels'> {
  modelPath: string;
  labels: string[];
}

/**
 * Reads the folder anew for every request: a model that is put there or changed is used at once.
 *
 * @param folder - Holds one folder for each model.
 * @throws {RekognitionError} ResourceNotFoundException
 */
export async function findCustomModel(folder: string, projectVersionArn: string): Promise<CustomModel> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const model = await readCustomModel(join(folder, entry.name));
    if (model.projectVersionArn === projectVersionArn) return model;
  }
  throw new RekognitionError(
    'ResourceNotFoundException',
    `The specified project version does not exist: expected a ${DESCRIPTION_FILE} with ${projectVersionArn} in a folder of ${folder}`,
  );
}

async function readCustomModel(folder: string): Promise<CustomModel> {
  const path = join(folder, DESCRIPTION_FILE);
  const parsed = descriptionSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(
      `Expected a custom model in ${path} but \`${issue?.path.join('.')}\` is wrong: ${issue?.message}`,
    );
  }
  const { model, labels, ...description } = parsed.data;
  return {
    ...description,
    modelPath: join(folder, model),
    labels: (await readFile(join(folder, labels), 'utf8'))
      .split(/\r?\n/)
      .filter((line) => line.trim() !== ''),
  };
}
