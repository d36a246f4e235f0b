import { describe, expect, it } from '@jest/globals';
import { parseImageObject } from '../../../../functions/shared/image-object.ts';
import {
  analysisKey,
  previewKey,
  recordKey,
  thumbnailKey,
} from '../../../../functions/shared/result-keys.ts';
import { readEvent } from '../events.ts';

const image = parseImageObject(readEvent('extract-metadata'));
const older = { ...image, versionId: 'older', sequencer: '1' };

describe('result keys', () => {
  it('lie in one folder per kind and photograph', () => {
    expect(previewKey(image)).toMatch(new RegExp(`^previews/${image.imageId}/[0-9a-f]{32}\\.jpg$`));
    expect(thumbnailKey(image, 256)).toMatch(
      new RegExp(`^thumbnails/${image.imageId}/[0-9a-f]{32}/256\\.webp$`),
    );
    expect(analysisKey(image, 'labels')).toMatch(
      new RegExp(`^analysis/${image.imageId}/[0-9a-f]{32}/labels\\.json$`),
    );
    expect(recordKey(image.imageId)).toBe(`records/${image.imageId}.json`);
  });

  it('are never the same for two versions at work at once', () => {
    expect(previewKey(older)).not.toBe(previewKey(image));
    expect(thumbnailKey(older, 256)).not.toBe(thumbnailKey(image, 256));
    expect(analysisKey(older, 'labels')).not.toBe(analysisKey(image, 'labels'));
  });

  it('hold nothing of the uploaded key, which may be any bytes', () => {
    const hostile = { ...image, key: '../../records/x\u0000.json' };
    expect(previewKey(hostile)).toBe(previewKey(image));
  });
});
