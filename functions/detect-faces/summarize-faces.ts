// The faces that the record holds: what a reader asks for. Landmarks and the rest lie in Rekognition's whole answer.

import type { DetectFacesCommandOutput, FaceDetail } from '@aws-sdk/client-rekognition';
import type { Face } from '@image-workflow/record';
import { boundItems } from '../shared/bound-items.ts';
import { toBoundingBox, toConfidence } from '../shared/rekognition-image.ts';

const MAX_EMOTIONS = 3; // the rest are close to zero

/**
 * The faces that Rekognition finds, at most 100, largest first.
 * A face whose box lies outside the picture is left out.
 */
export function summarizeFaces({ FaceDetails = [] }: Pick<DetectFacesCommandOutput, 'FaceDetails'>): Face[] {
  return boundItems(
    'faces',
    FaceDetails.flatMap(toFace).sort((one, other) => toArea(other) - toArea(one)),
  );
}

function toFace(detail: FaceDetail): Face[] {
  const boundingBox = detail.BoundingBox && toBoundingBox(detail.BoundingBox);
  if (!boundingBox) return [];
  const { Confidence = 0, AgeRange, Gender, Smile, Emotions, Pose, Quality } = detail;
  const face: Face = { boundingBox, confidence: toConfidence(Confidence) };
  if (AgeRange?.Low !== undefined && AgeRange.High !== undefined) {
    face.ageRange = { low: AgeRange.Low, high: AgeRange.High };
  }
  if (Gender?.Value) face.gender = { value: Gender.Value, confidence: toConfidence(Gender.Confidence ?? 0) };
  if (Smile?.Value !== undefined) {
    face.smile = { value: Smile.Value, confidence: toConfidence(Smile.Confidence ?? 0) };
  }
  if (Emotions) face.emotions = toEmotions(Emotions);
  if (Pose) {
    const { Roll = 0, Yaw = 0, Pitch = 0 } = Pose;
    face.pose = { roll: toDegrees(Roll), yaw: toDegrees(Yaw), pitch: toDegrees(Pitch) };
  }
  if (Quality) {
    const { Brightness = 0, Sharpness = 0 } = Quality;
    face.quality = { brightness: toConfidence(Brightness), sharpness: toConfidence(Sharpness) };
  }
  return [face];
}

function toEmotions(emotions: NonNullable<FaceDetail['Emotions']>): NonNullable<Face['emotions']> {
  return emotions
    .flatMap(({ Type, Confidence = 0 }) =>
      Type ? [{ type: Type, confidence: toConfidence(Confidence) }] : [],
    )
    .sort((one, other) => other.confidence - one.confidence)
    .slice(0, MAX_EMOTIONS);
}

/** One decimal; the models are not truer than that. */
function toDegrees(angle: number): number {
  return Number(angle.toFixed(1));
}

function toArea({ boundingBox }: Face): number {
  return boundingBox.width * boundingBox.height;
}
