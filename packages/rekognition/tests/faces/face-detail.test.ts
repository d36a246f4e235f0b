import { describe, expect, it } from '@jest/globals';
import { attributesSchema, toFaceDetail, toFacesInput } from '../../src/faces/face-detail.ts';
import { fakeFace } from './fake-face.ts';

describe('toFacesInput', () => {
  it.each([
    [['DEFAULT'], { emotions: false, pupils: false }],
    [['EYES_OPEN'], { emotions: false, pupils: false }],
    [['SMILE'], { emotions: true, pupils: false }],
    [['AGE_RANGE'], { identity: 'all', emotions: false, pupils: false }],
    [['ALL'], { identity: 'all', emotions: true, pupils: true }],
  ] as const)('runs for %j only the models that it needs', (attributes, expected) => {
    expect(toFacesInput([...attributes])).toEqual(expected);
  });
});

describe('toFaceDetail', () => {
  const face = fakeFace({ box: { left: 0.2, top: 0.3, right: 0.5, bottom: 0.7 } });
  const basics = ['BoundingBox', 'Confidence', 'Landmarks', 'Pose', 'Quality'];

  it("gives box, confidence, five landmarks, pose and quality by default, in the service's shape", () => {
    expect(toFaceDetail(face, attributesSchema.parse(undefined))).toEqual({
      BoundingBox: { Left: 0.2, Top: 0.3, Width: 0.3, Height: expect.closeTo(0.4) },
      Confidence: 91,
      Landmarks: ['eyeLeft', 'eyeRight', 'mouthLeft', 'mouthRight', 'nose'].map((Type) => ({
        Type,
        X: 0.4,
        Y: 0.5,
      })),
      Pose: { Roll: 1, Yaw: 2, Pitch: 3 },
      Quality: { Brightness: 40, Sharpness: 60 },
    });
  });

  it('gives all that the models tell with ALL, and nothing that none tells', () => {
    const detail = toFaceDetail(face, ['ALL']);

    expect(Object.keys(detail).sort()).toEqual(
      [...basics, 'AgeRange', 'Emotions', 'EyesOpen', 'Gender', 'MouthOpen', 'Smile'].sort(),
    );
    expect(detail).toMatchObject({
      AgeRange: { Low: 32, High: 48 },
      Gender: { Value: 'Female', Confidence: 90 },
      Smile: { Value: true, Confidence: 70 },
      EyesOpen: { Value: true, Confidence: 95 },
      MouthOpen: { Value: false, Confidence: 80 },
    });
    expect(detail.Landmarks).toHaveLength(30);
    expect(detail.Emotions?.map(({ Type }) => Type).slice(0, 2)).toEqual(['HAPPY', 'CALM']);
  });

  it.each([
    ['AGE_RANGE', 'AgeRange'],
    ['GENDER', 'Gender'],
    ['EMOTIONS', 'Emotions'],
    ['SMILE', 'Smile'],
    ['EYES_OPEN', 'EyesOpen'],
    ['MOUTH_OPEN', 'MouthOpen'],
  ] as const)('adds to the default what is asked for by name: %s', (attribute, member) => {
    const detail = toFaceDetail(face, [attribute]);
    expect(Object.keys(detail).sort()).toEqual([...basics, member].sort());
    expect(detail.Landmarks).toHaveLength(5);
  });

  it.each(['BEARD', 'EYEGLASSES', 'FACE_OCCLUDED', 'EYE_DIRECTION', 'MUSTACHE', 'SUNGLASSES'] as const)(
    'leaves out what no model tells: %s',
    (attribute) => {
      expect(Object.keys(toFaceDetail(face, [attribute])).sort()).toEqual([...basics].sort());
    },
  );

  it('never starts an age range below zero', () => {
    const child = fakeFace({ identity: { embedding: new Float32Array(), ageYears: 2, maleScore: 0.5 } });
    expect(toFaceDetail(child, ['AGE_RANGE']).AgeRange).toEqual({ Low: 0, High: 7 });
  });
});
