// What an answer of IndexFaces means for one photograph of one person.

import type { BoundingBox, IndexFacesCommandOutput } from '@aws-sdk/client-rekognition';

/**
 * A second face at least this large, as a share of the largest face's area, leaves open who is meant. A face as
 * far away but a little smaller is about 0.8; somebody in the background is below 0.5.
 */
const AMBIGUOUS_SHARE = 0.75;

/** {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_UnindexedFace.html} */
const REASONS: Record<string, string> = {
  EXCEEDS_MAX_FACES: 'less clear than another',
  EXTREME_POSE: 'turned too far away',
  LOW_BRIGHTNESS: 'too dark',
  LOW_CONFIDENCE: 'not surely a face',
  LOW_FACE_QUALITY: 'too unclear to be recognised',
  LOW_SHARPNESS: 'too blurred',
  SMALL_BOUNDING_BOX: 'too small',
};

export type Indexing =
  | { isUsable: true; faceId: string; ignoredFaces: number }
  /** `faceId` is a face that is in the collection now and must not stay there. */
  | { isUsable: false; reason: string; faceId?: string | undefined };

/**
 * IndexFaces was asked for one face. It sorts out bad faces first and takes the largest of the rest, which may
 * be a bystander's: so a face counts only if no other one in the picture is about as large.
 *
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_IndexFaces.html
 */
export function judgeIndexing({
  FaceRecords = [],
  UnindexedFaces = [],
}: Pick<IndexFacesCommandOutput, 'FaceRecords' | 'UnindexedFaces'>): Indexing {
  const face = FaceRecords[0]?.Face;
  const others = UnindexedFaces.map(({ FaceDetail, Reasons = [] }) => ({
    area: toArea(FaceDetail?.BoundingBox),
    reasons: Reasons,
  })).sort((one, other) => other.area - one.area);
  const [largestOther] = others;

  if (!face?.FaceId) return { isUsable: false, reason: describeUnindexed(others) };
  const area = toArea(face.BoundingBox);
  if (!largestOther || largestOther.area < AMBIGUOUS_SHARE * area) {
    return { isUsable: true, faceId: face.FaceId, ignoredFaces: others.length };
  }
  const reason =
    largestOther.area > area
      ? `The largest face is ${describeReasons(largestOther.reasons)}, and a smaller one may be somebody else’s`
      : 'Expected one face that is clearly the largest but found two of about the same size: crop the photograph';
  return { isUsable: false, reason, faceId: face.FaceId };
}

function describeUnindexed([largest]: { reasons: string[] }[]): string {
  return largest ? `The face is ${describeReasons(largest.reasons)}` : 'No face was found';
}

/** In words, and as Rekognition says it, for who looks it up. */
function describeReasons(reasons: readonly string[]): string {
  const words = reasons.flatMap((reason) => REASONS[reason] ?? []);
  return `${words.join(', ') || 'not fit'} (${reasons.join(', ') || 'no reason given'})`;
}

function toArea({ Width = 0, Height = 0 }: BoundingBox = {}): number {
  return Width * Height;
}
