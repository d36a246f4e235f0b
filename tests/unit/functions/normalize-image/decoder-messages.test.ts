import { describe, expect, it } from '@jest/globals';
import {
  toFindings,
  toReason,
  toWarnings,
} from '../../../../functions/normalize-image/decode/decoder-messages.ts';

describe('what a decoder says', () => {
  // As libvips 8.18, libjpeg, libpng, libwebp, libtiff and libheif 1.23 say it
  it.each([
    ['VipsJpeg: premature end of JPEG image', 'that the file breaks off'],
    ['vipspng: libpng read error', 'that the file breaks off'],
    [
      'Invalid input: Unexpected end of file: Extent in iloc box references data outside of file',
      'that the file breaks off',
    ],
    [
      'Input buffer has corrupt header: VipsJpeg: Invalid JPEG file structure: two SOF markers',
      'its data damaged',
    ],
    ['Input buffer contains unsupported image format', 'a file of another kind'],
    ['Unsupported feature: Unsupported codec', 'a coding that is not decoded'],
    ['VipsJpeg: Unsupported JPEG data precision 12', 'a coding that is not decoded'],
    [
      'Error while loading plugin: Support for this compression format has not been built in',
      'a coding that is not decoded',
    ],
    ['pngload_buffer: chunk iCCP: invalid profile', 'its colour profile damaged'],
    ['Memory allocation error: Security limit exceeded', 'more pixels, layers or memory than are decoded'],
  ])('becomes a sentence for people: %s', (message, found) => {
    expect(toReason('JPEG', [message])).toBe(`Expected a picture in the JPEG but found ${found}`);
  });

  it('is said once, and not where it only repeats that there is more', () => {
    const messages = ['not enough data\n', 'not enough data', 'read gave 2 warnings', 'error in tile 0 x 16'];

    expect(toWarnings(messages)).toEqual(['The file breaks off before the end of its picture']);
  });

  it('is nothing where a whole JPEG says what Samsung writes', () => {
    // https://github.com/opencloud-eu/opencloud/issues/1280, and pages of scanners
    const messages = ['read gave 1 warnings', 'VipsJpeg: Invalid SOS parameters for sequential JPEG\n'];

    expect(toWarnings(messages)).toEqual([]);
  });

  it('is nothing where there is no content', () => {
    expect(toFindings(['', 'Unknown error'])).toEqual([]);
    expect(toReason('PNG', [])).toBe('Expected a picture in the PNG but found nothing that can be decoded');
  });
});
