// The labels engine: a detector for boxes and a classifier for scenes, animals, food and objects.

import type { Engine, ImageInput } from '../inference/engine.ts';
import { decodeImage } from '../raster.ts';
import { Classifier } from './classifier.ts';
import { Detector } from './detector.ts';
import { ColorSample, type DominantColor, type ImageProperties } from './image-properties.ts';
import { type Instance, joinLabels, type RecognisedLabel } from './join.ts';
import { buildTaxonomy } from './taxonomy.ts';
import { verifyDetections } from './verify.ts';

export interface LabelsInput extends ImageInput {
  /** Whether to name what the picture shows. */
  areLabelsWanted: boolean;
  /** How many dominant colours at most; absent means that no image properties are wanted. */
  maxDominantColors?: number;
}

export interface LabelsOutput {
  /** Every label with its confidence, surest first, unfiltered. Empty when none were asked for. */
  labels: (Omit<RecognisedLabel, 'instances'> & { instances: ColoredInstance[] })[];
  imageProperties?: ImageProperties;
}

export interface ColoredInstance extends Instance {
  /** Present when image properties were asked for. */
  dominantColors?: DominantColor[];
}

const MAX_EDGE = 1280; // pixels; the models look at 512 and less
const MAX_SOURCE_EDGE = 10_000; // pixels, by the service: https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
const MIN_DETECTION_SCORE = 0.25; // below, more is wrong than right
const MIN_FOREGROUND_CONFIDENCE = 55; // percent; what the service returns by default

export async function loadLabelsEngine(modelsFolder: string): Promise<Engine<LabelsInput, LabelsOutput>> {
  const [detector, classifier] = await Promise.all([Detector.load(), Classifier.load(modelsFolder)]);
  const taxonomy = buildTaxonomy();
  return {
    async run({ bytes, areLabelsWanted, maxDominantColors }) {
      const raster = await decodeImage(bytes, { maxEdge: MAX_EDGE, maxSourceEdge: MAX_SOURCE_EDGE });
      const detections = await detector.detect(raster, MIN_DETECTION_SCORE);
      const boxes = await verifyDetections(taxonomy, detections, (region) =>
        classifier.lookAt(raster, region),
      );
      const labels = areLabelsWanted ? joinLabels(taxonomy, boxes, await classifier.look(raster)) : [];
      if (maxDominantColors === undefined) return { labels };

      const sample = await ColorSample.of(raster);
      const colorOf = ({ box, confidence }: Instance): ColoredInstance => ({
        box,
        confidence,
        dominantColors: sample.dominantColors(box, maxDominantColors),
      });
      const foreground = boxes.filter(({ confidence }) => confidence >= MIN_FOREGROUND_CONFIDENCE);
      return {
        labels: labels.map((label) => ({ ...label, instances: label.instances.map(colorOf) })),
        imageProperties: sample.imageProperties(
          foreground.map(({ box }) => box),
          maxDominantColors,
        ),
      };
    },
    async close() {
      detector.close();
      await classifier.close();
    },
  };
}
