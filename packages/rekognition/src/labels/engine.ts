// The labels engine: a detector for boxes and a classifier for scenes, animals, food and objects.

import type { Engine, ImageInput } from '../inference/engine.ts';
import { expectSourceEdge, type Raster, scaledDown } from '../raster.ts';
import { Classifier, mean } from './classifier.ts';
import { type Detection, Detector } from './detector.ts';
import { ColorSample, type DominantColor, type ImageProperties } from './image-properties.ts';
import { type Instance, joinLabels, type RecognisedLabel } from './join.ts';
import { detectTwice } from './mirrored-look.ts';
import { Scenery } from './scenery.ts';
import { buildTaxonomy } from './taxonomy.ts';
import { type LabelledBox, verifyDetections } from './verify.ts';

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
const MIN_SUSPICION_SCORE = 0.2; // below, the detector has no idea of a thing
const MIN_FOREGROUND_CONFIDENCE = 55; // percent; what the service returns by default

export async function loadLabelsEngine(modelsFolder: string): Promise<Engine<LabelsInput, LabelsOutput>> {
  const [detector, classifier, scenery] = await Promise.all([
    Detector.load(modelsFolder),
    Classifier.load(modelsFolder),
    Scenery.load(),
  ]);
  const taxonomy = buildTaxonomy();

  async function labelsOf(raster: Raster, boxes: LabelledBox[], suspicions: Detection[]) {
    const { looks, features } = await classifier.look(raster);
    const suspected = new Set(suspicions.map(({ coco }) => taxonomy.labelOfCoco.get(coco) ?? ''));
    return joinLabels(taxonomy, { boxes, suspected, looks, scenery: scenery.see(features, mean(looks)) });
  }

  return {
    async run({ image, areLabelsWanted, maxDominantColors }) {
      expectSourceEdge(image, MAX_SOURCE_EDGE);
      const raster = await scaledDown(image, MAX_EDGE);
      const suspicions = await detectTwice((photo, minScore) => detector.detect(photo, minScore), raster, {
        minScore: MIN_SUSPICION_SCORE,
        askFrom: MIN_DETECTION_SCORE,
      });
      const detections = suspicions.filter(({ score }) => score >= MIN_DETECTION_SCORE);
      const boxes = await verifyDetections(taxonomy, detections, (region) =>
        classifier.lookAt(raster, region),
      );
      const labels = areLabelsWanted ? await labelsOf(raster, boxes, suspicions) : [];
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
      await detector.close();
      await classifier.close();
    },
  };
}
