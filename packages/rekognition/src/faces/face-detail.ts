// A face in the service's own shape. What no model here can tell (glasses, beard, occlusion, gaze) is left out.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_FaceDetail.html}

import { z } from 'zod';
import { toBoundingBox } from '../operations/bounding-box.ts';
import type { EmotionScores } from './emotion.ts';
import type { FacesInput } from './engine.ts';
import type { Face } from './face.ts';
import type { Identity } from './faceres.ts';
import { DEFAULT_LANDMARK_TYPES, type LandmarkType } from './landmarks.ts';

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectFaces.html#API_DetectFaces_RequestSyntax} */
export const attributesSchema = z
  .array(
    z.enum([
      'DEFAULT',
      'ALL',
      'AGE_RANGE',
      'BEARD',
      'EMOTIONS',
      'EYE_DIRECTION',
      'EYEGLASSES',
      'EYES_OPEN',
      'GENDER',
      'MOUTH_OPEN',
      'MUSTACHE',
      'FACE_OCCLUDED',
      'SMILE',
      'SUNGLASSES',
    ]),
  )
  .default(['DEFAULT']);

export type Attributes = z.infer<typeof attributesSchema>;

const asksFor = (attributes: Attributes, ...names: Attributes) =>
  attributes.some((attribute) => attribute === 'ALL' || names.includes(attribute));

/** What the engine has to run for these attributes. */
export function toFacesInput(attributes: Attributes): Pick<FacesInput, 'identity' | 'emotions' | 'pupils'> {
  return {
    ...(asksFor(attributes, 'AGE_RANGE', 'GENDER') && { identity: 'all' }),
    emotions: asksFor(attributes, 'EMOTIONS', 'SMILE'),
    pupils: asksFor(attributes),
  };
}

export function toFaceDetail(face: Face, attributes: Attributes) {
  const { identity, emotions, openness } = face;
  const all = attributes.includes('ALL');
  return {
    ...toComparedFace(face, all ? (Object.keys(face.landmarks) as LandmarkType[]) : DEFAULT_LANDMARK_TYPES),
    ...(identity && asksFor(attributes, 'AGE_RANGE') && { AgeRange: toAgeRange(identity) }),
    ...(identity && asksFor(attributes, 'GENDER') && { Gender: toGender(identity) }),
    ...(emotions && asksFor(attributes, 'EMOTIONS') && { Emotions: toEmotions(emotions) }),
    ...(emotions && asksFor(attributes, 'SMILE') && { Smile: toSmile(emotions) }),
    ...(asksFor(attributes, 'EYES_OPEN') && { EyesOpen: toVerdict(openness.eyes) }),
    ...(asksFor(attributes, 'MOUTH_OPEN') && { MouthOpen: toVerdict(openness.mouth) }),
  };
}

/** What every answer about a face holds. {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_ComparedFace.html} */
export function toComparedFace(face: Face, landmarkTypes = DEFAULT_LANDMARK_TYPES) {
  const { pose, quality } = face;
  return {
    BoundingBox: toBoundingBox(face.box),
    Confidence: face.confidence,
    Landmarks: landmarkTypes.flatMap((type) => {
      const point = face.landmarks[type];
      return point ? [{ Type: type, X: point.x, Y: point.y }] : [];
    }),
    Pose: { Roll: pose.roll, Yaw: pose.yaw, Pitch: pose.pitch },
    Quality: { Brightness: quality.brightness, Sharpness: quality.sharpness },
  };
}

/** Likeliest first. */
export function toEmotions(scores: EmotionScores) {
  return Object.entries(scores)
    .map(([type, score]) => ({ Type: type, Confidence: 100 * score }))
    .sort((a, b) => b.Confidence - a.Confidence);
}

/** A smile is what the emotion model takes for happiness. */
export function toSmile(scores: EmotionScores) {
  return toVerdict(scores.HAPPY);
}

/** The range within which the estimate usually lies: wider with age. */
function toAgeRange({ ageYears }: Identity) {
  const spread = 5 + 0.08 * ageYears;
  return { Low: Math.max(0, Math.round(ageYears - spread)), High: Math.round(ageYears + spread) };
}

function toGender({ maleScore }: Identity) {
  const male = toVerdict(maleScore);
  return { Value: male.Value ? 'Male' : 'Female', Confidence: male.Confidence };
}

function toVerdict(share: number) {
  return { Value: share >= 0.5, Confidence: 100 * Math.max(share, 1 - share) };
}
