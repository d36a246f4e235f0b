// JPEGs that are all head: the segments before the picture data, and no picture.

/** One segment: its marker's second byte, and its content. */
export type JpegSegment = readonly [marker: number, content: Buffer];

export const APP1 = 0xe1;
export const APP2 = 0xe2;
export const APP13 = 0xed;

export function exifSegment(exif: Buffer): JpegSegment {
  return [APP1, Buffer.concat([Buffer.from('Exif\0\0'), exif])];
}

export function xmpSegment(xmp: string | Buffer): JpegSegment {
  return [APP1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(xmp)])];
}

/**
 * XMP that is too long for one segment, in parts.
 *
 * @param name - 32 characters, by which the main packet refers to it.
 */
export function extendedXmpSegments(xmp: string, name: string, partBytes: number): JpegSegment[] {
  const bytes = Buffer.from(xmp);
  const count = Math.ceil(bytes.length / partBytes);
  return Array.from({ length: count }, (_, index) => {
    const place = Buffer.alloc(8);
    place.writeUInt32BE(bytes.length, 0);
    place.writeUInt32BE(index * partBytes, 4);
    const part = bytes.subarray(index * partBytes, (index + 1) * partBytes);
    return [APP1, Buffer.concat([Buffer.from(`http://ns.adobe.com/xmp/extension/\0${name}`), place, part])];
  });
}

/** @param resources - Photoshop's image resources, or a part of them. */
export function photoshopSegment(resources: Buffer): JpegSegment {
  return [APP13, Buffer.concat([Buffer.from('Photoshop 3.0\0'), resources])];
}

/** A greyscale frame of 8 bits. */
export function frameSegment(width: number, height: number): JpegSegment {
  const content = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  content.writeUInt16BE(height, 1);
  content.writeUInt16BE(width, 3);
  return [0xc0, content];
}

/** The segments in the order given, behind the start of the image. */
export function toJpeg(...segments: readonly JpegSegment[]): Buffer {
  const parts = segments.map(([marker, content]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, content]);
  });
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xd9])]);
}
