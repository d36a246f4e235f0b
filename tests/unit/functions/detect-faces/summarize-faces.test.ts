import type { FaceDetail } from '@aws-sdk/client-rekognition';
import { faceSchema } from '@image-workflow/record';
import { describe, expect, it } from '@jest/globals';
import { summarizeFaces } from '../../../../functions/detect-faces/summarize-faces.ts';

const emotion = (Type: 'CALM' | 'HAPPY' | 'SAD' | 'FEAR', Confidence: number) => ({ Type, Confidence });

/** A face with every attribute that Rekognition gives. */
const detail: FaceDetail = {
  BoundingBox: { Left: 0.123456789, Top: 0.2, Width: 0.3, Height: 0.4 },
  AgeRange: { Low: 22, High: 30 },
  Smile: { Value: false, Confidence: 97.12345 },
  Eyeglasses: { Value: true, Confidence: 90 },
  Gender: { Value: 'Female', Confidence: 99.98765 },
  EyesOpen: { Value: true, Confidence: 98 },
  Emotions: [emotion('SAD', 0.5), emotion('CALM', 88.125), emotion('FEAR', 0.1), emotion('HAPPY', 11)],
  Landmarks: Array.from({ length: 30 }, () => ({ Type: 'nose' as const, X: 0.5, Y: 0.5 })),
  Pose: { Roll: -8.8081, Yaw: 20.2822, Pitch: -0.9784 },
  Quality: { Brightness: 43.312, Sharpness: 99.808 },
  Confidence: 99.98796,
};

describe('summarizeFaces', () => {
  it('keeps what a reader asks for, rounded', () => {
    expect(summarizeFaces({ FaceDetails: [detail] })).toEqual([
      {
        boundingBox: { left: 0.1235, top: 0.2, width: 0.3, height: 0.4 },
        confidence: 99.99,
        ageRange: { low: 22, high: 30 },
        gender: { value: 'Female', confidence: 99.99 },
        smile: { value: false, confidence: 97.12 },
        emotions: [
          { type: 'CALM', confidence: 88.13 },
          { type: 'HAPPY', confidence: 11 },
          { type: 'SAD', confidence: 0.5 },
        ],
        pose: { roll: -8.8, yaw: 20.3, pitch: -1 },
        quality: { brightness: 43.31, sharpness: 99.81 },
      },
    ]);
  });

  it('leaves out what an answer does not hold', () => {
    const { BoundingBox, Confidence } = detail;
    expect(summarizeFaces({ FaceDetails: [{ BoundingBox, Confidence }] })).toEqual([
      { boundingBox: expect.any(Object), confidence: 99.99 },
    ]);
  });

  it('puts the largest first and leaves out one that lies outside the picture', () => {
    const box = (Left: number, Width: number) => ({
      ...detail,
      BoundingBox: { Left, Top: 0, Width, Height: Width },
    });
    const faces = summarizeFaces({ FaceDetails: [box(0, 0.1), box(0.3, 0.2), box(1.2, 0.3)] });
    expect(faces.map(({ boundingBox }) => boundingBox.width)).toEqual([0.2, 0.1]);
  });

  it('is empty where there is no face', () => {
    expect(summarizeFaces({ FaceDetails: [] })).toEqual([]);
    expect(summarizeFaces({})).toEqual([]);
  });

  it('keeps a crowd of a hundred far below what a state may hand on', () => {
    const crowd = summarizeFaces({ FaceDetails: Array.from({ length: 100 }, () => detail) });
    expect(crowd).toHaveLength(100);
    expect(Buffer.byteLength(JSON.stringify(crowd))).toBeLessThan(60_000); // of 262,144, the limit of Step Functions
    for (const face of crowd) faceSchema.parse(face);
  });
});
