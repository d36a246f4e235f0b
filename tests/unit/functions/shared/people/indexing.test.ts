import { describe, expect, it } from '@jest/globals';
import { judgeIndexing } from '../../../../../functions/shared/people/indexing.ts';

/** `share` of the picture's area. */
function boxOf(share: number) {
  return { Width: share, Height: 1 };
}

function indexed(share: number) {
  return [{ Face: { FaceId: 'face-1', BoundingBox: boxOf(share) } }];
}

function unindexed(share: number, ...reasons: ('EXCEEDS_MAX_FACES' | 'LOW_SHARPNESS' | 'EXTREME_POSE')[]) {
  return { Reasons: reasons, FaceDetail: { BoundingBox: boxOf(share) } };
}

describe('judgeIndexing', () => {
  it('takes the only face', () => {
    expect(judgeIndexing({ FaceRecords: indexed(0.2), UnindexedFaces: [] })).toEqual({
      isUsable: true,
      faceId: 'face-1',
      ignoredFaces: 0,
    });
  });

  it('takes the largest face and counts the others', () => {
    const others = [unindexed(0.1, 'EXCEEDS_MAX_FACES'), unindexed(0.05, 'LOW_SHARPNESS')];

    expect(judgeIndexing({ FaceRecords: indexed(0.2), UnindexedFaces: others })).toMatchObject({
      isUsable: true,
      ignoredFaces: 2,
    });
  });

  it('takes neither of two faces of about the same size, and names the one to delete', () => {
    const others = [unindexed(0.01, 'LOW_SHARPNESS'), unindexed(0.19, 'EXCEEDS_MAX_FACES')];

    expect(judgeIndexing({ FaceRecords: indexed(0.2), UnindexedFaces: others })).toEqual({
      isUsable: false,
      reason:
        'Expected one face that is clearly the largest but found two of about the same size: crop the photograph',
      faceId: 'face-1',
    });
  });

  it('does not take a bystander for somebody whose larger face is blurred', () => {
    const others = [unindexed(0.5, 'LOW_SHARPNESS')];

    expect(judgeIndexing({ FaceRecords: indexed(0.1), UnindexedFaces: others })).toEqual({
      isUsable: false,
      reason: 'The largest face is too blurred (LOW_SHARPNESS), and a smaller one may be somebody else’s',
      faceId: 'face-1',
    });
  });

  it('says every reason of the largest face where none is fit', () => {
    const others = [unindexed(0.1, 'LOW_SHARPNESS'), unindexed(0.3, 'LOW_SHARPNESS', 'EXTREME_POSE')];

    expect(judgeIndexing({ FaceRecords: [], UnindexedFaces: others })).toEqual({
      isUsable: false,
      reason: 'The face is too blurred, turned too far away (LOW_SHARPNESS, EXTREME_POSE)',
    });
  });

  it('says that there is no face', () => {
    expect(judgeIndexing({})).toEqual({ isUsable: false, reason: 'No face was found' });
  });
});
