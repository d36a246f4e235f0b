import { describe, expect, it } from '@jest/globals';
import { toThumbnailEdges } from '../../../../functions/generate-thumbnails/thumbnail-sizes.ts';

describe('toThumbnailEdges', () => {
  it.each([
    ['keeps edges below the preview', [256, 768], { width: 1000, height: 500 }, [256, 768]],
    ['sorts what is requested', [768, 256], { width: 500, height: 1000 }, [256, 768]],
    ['drops a repeated edge', [256, 256], { width: 1000, height: 500 }, [256]],
    ['collapses edges that reach the preview', [256, 768, 1536], { width: 500, height: 400 }, [256, 768]],
    ['makes one thumbnail of a tiny preview', [256, 768], { width: 16, height: 16 }, [256]],
    ['counts an edge equal to the preview as reaching it', [256, 768], { width: 256, height: 1 }, [256]],
  ])('%s', (_fact, edges, preview, expected) => {
    expect(toThumbnailEdges(edges, preview)).toEqual(expected);
  });
});
