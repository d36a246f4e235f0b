// A second look of the detector, at the picture in a mirror, where the first one leaves open what a thing is.

import sharp from 'sharp';
import { overlap } from '../box.ts';
import type { Raster } from '../raster.ts';
import type { Detection } from './detector.ts';

/** Boxes that overlap by more are of one thing: a horse that may also be a cow or a sheep. */
const SAME_THING_OVERLAP = 0.7;

/** From this share of the other's score on, either of two classes may be the right one. */
const IN_QUESTION = 0.75;

/** Whoever stands before a thing is no other name for it. */
const PERSON = 'person';

/** Finds what scores at least `minScore` in a picture, best first. */
export type Detect = (raster: Raster, minScore: number) => Promise<Detection[]>;

/**
 * Detects, and where two classes of a thing from `askFrom` on are about as likely looks again, at the mirrored picture:
 * what is in question then has the mean of both scores. It takes 70 ms in one picture of ten.
 *
 * @returns What scores at least `minScore`, best first, several boxes of one thing included.
 */
export async function detectTwice(
  detect: Detect,
  raster: Raster,
  { minScore, askFrom }: { minScore: number; askFrom: number },
): Promise<Detection[]> {
  const detections = await detect(raster, minScore);
  const isUndecided = detections.some(
    (detection) => detection.score >= askFrom && isInQuestion(detection, detections),
  );
  if (!isUndecided) return detections;
  const mirrored = (await detect(await mirror(raster), minScore)).map(turnedBack);
  return withMirroredLook(detections, mirrored, minScore);
}

/**
 * @param mirrored - What the detector sees in the mirrored picture, the boxes turned back. A class that it does not see
 *   there counts with half of the least score.
 */
export function withMirroredLook(
  detections: readonly Detection[],
  mirrored: readonly Detection[],
  minScore: number,
): Detection[] {
  const meanScore = (detection: Detection) => {
    const same = mirrored.filter(
      ({ coco, box }) => coco === detection.coco && isSameThing(box, detection.box),
    );
    return (detection.score + Math.max(minScore / 2, ...same.map(({ score }) => score))) / 2;
  };
  return detections
    .map((detection) =>
      isInQuestion(detection, detections) ? { ...detection, score: meanScore(detection) } : detection,
    )
    .filter(({ score }) => score >= minScore)
    .sort((a, b) => b.score - a.score);
}

/** Whether another class is about as likely for the same thing. */
function isInQuestion({ coco, score, box }: Detection, detections: readonly Detection[]): boolean {
  if (coco === PERSON) return false;
  return detections.some(
    (other) =>
      other.coco !== coco &&
      other.coco !== PERSON &&
      Math.min(score, other.score) >= IN_QUESTION * Math.max(score, other.score) &&
      isSameThing(box, other.box),
  );
}

function isSameThing(a: Detection['box'], b: Detection['box']): boolean {
  return overlap(a, b) > SAME_THING_OVERLAP;
}

async function mirror({ data, width, height }: Raster): Promise<Raster> {
  const mirrored = sharp(data, { raw: { width, height, channels: 3 } }).flop();
  return { data: await mirrored.raw().toBuffer(), width, height };
}

function turnedBack({ box, ...detection }: Detection): Detection {
  return { ...detection, box: { ...box, left: 1 - box.right, right: 1 - box.left } };
}
