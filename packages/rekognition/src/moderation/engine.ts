// The moderation engine: how much a picture looks like each of five classes.

import type { Engine, ImageInput } from '../inference/engine.ts';
import { expectSourceEdge, scaledDown } from '../raster.ts';
import { loadNsfwModel, type NsfwShares } from './nsfw-model.ts';

/** The service's own bound for this operation. {@link https://docs.aws.amazon.com/rekognition/latest/dg/limits.html} */
const MAX_SOURCE_EDGE = 10_000;
const MAX_EDGE = 800; // what the model's 299 px are then taken from, as the model was tried

export async function loadModerationEngine(modelsFolder: string): Promise<Engine<ImageInput, NsfwShares>> {
  const model = await loadNsfwModel(modelsFolder);
  return {
    async run({ image }) {
      expectSourceEdge(image, MAX_SOURCE_EDGE);
      return model.look(await scaledDown(image, MAX_EDGE));
    },
    close: () => model.close(),
  };
}
