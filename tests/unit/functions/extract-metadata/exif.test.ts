import { describe, expect, it } from '@jest/globals';
import { ascii, type ByteOrder, longs, rationals, shorts, toExif } from '../../../images/exif.ts';
import { APP1, exifSegment, frameSegment, toJpeg, xmpSegment } from '../../../images/jpeg.ts';
import { extractSupported, fromExif } from './extract.ts';
import { toXmp } from './xmp-packet.ts';

const MAKE = 0x010f;
const MODEL = 0x0110;
const F_NUMBER = 0x829d;

const frame = frameSegment(640, 480);

async function fromBlock(exif: Buffer) {
  return extractSupported(toJpeg(exifSegment(exif), frame));
}

describe('an EXIF block', () => {
  it.each<ByteOrder>(['II', 'MM'])('is read in either byte order: %s', async (order) => {
    const { camera } = await fromExif(
      { ifd0: { [MAKE]: ascii('Acme'), 274: shorts(6) }, exif: { [F_NUMBER]: rationals([28, 10]) } },
      order,
    );

    expect(camera).toEqual({ make: 'Acme', fNumber: 2.8 });
  });

  it('may go on in a second segment', async () => {
    const exif = toExif({ ifd0: { [MAKE]: ascii('A very long name of a maker'), [MODEL]: ascii('Acme 1') } });
    const jpeg = toJpeg(exifSegment(exif.subarray(0, 50)), exifSegment(exif.subarray(50)), frame);

    expect((await extractSupported(jpeg)).metadata.camera).toEqual({
      make: 'A very long name of a maker',
      model: 'Acme 1',
    });
  });

  it('gives the size of a JPEG that has no picture', async () => {
    const exif = toExif({
      ifd0: { [MAKE]: ascii('Acme'), 274: shorts(6) },
      exif: { 40962: longs(4000), 40963: longs(3000) },
    });

    const { metadata, warnings } = await extractSupported(toJpeg(exifSegment(exif)));

    expect(metadata).toMatchObject({ width: 3000, height: 4000, camera: { make: 'Acme' } });
    expect(warnings).toEqual(['The JPEG has no picture; its size is the one that EXIF names']);
  });

  it('that is no EXIF costs nothing but a warning', async () => {
    const jpeg = toJpeg(exifSegment(Buffer.from('nonsense')), xmpSegment(toXmp('', 'xmp:Rating="3"')), frame);

    const { metadata, warnings } = await extractSupported(jpeg);

    expect(metadata.description).toEqual({ rating: 3 });
    expect(warnings).toEqual(['The EXIF block does not begin as one']);
  });

  it('whose directory breaks off has none, and says so', async () => {
    const exif = toExif({ ifd0: { [MAKE]: ascii('Acme'), [MODEL]: ascii('Acme 1') } });

    const { metadata, warnings } = await fromBlock(exif.subarray(0, 30));

    expect(metadata).not.toHaveProperty('camera');
    expect(warnings).toEqual(['The EXIF directory IFD0 is damaged']);
  });

  it('loses only the value that lies outside', async () => {
    const exif = toExif({ ifd0: { [MAKE]: ascii('Maker'), [MODEL]: ascii('A model far behind') } });

    const { metadata } = await fromBlock(exif.subarray(0, exif.length - 4));

    expect(metadata.camera).toEqual({ make: 'Maker' });
  });

  it('skips an entry of no known type, but believes no directory that begins with one', async () => {
    const exif = toExif({ ifd0: { [MAKE]: ascii('Maker'), [MODEL]: ascii('Model 1') } });
    const second = Buffer.from(exif);
    second.writeUInt16LE(99, 10 + 12 + 2);
    const first = Buffer.from(exif);
    first.writeUInt16LE(99, 10 + 2);

    expect((await fromBlock(second)).metadata.camera).toEqual({ make: 'Maker' });
    expect((await fromBlock(first)).metadata).not.toHaveProperty('camera');
  });

  it.each([
    ['another byte for the second NUL', Buffer.from('Exif\0x')],
    ['no second NUL', Buffer.from('Exif\0')],
    ['small letters', Buffer.from('exif\0\0')],
    ['zeros before it', Buffer.from('\0\0\0Exif\0\0')],
    ['its name twice', Buffer.from('Exif\0\0Exif\0\0')],
  ])('is read behind a header that a program has got wrong: %s', async (_, header) => {
    const exif = toExif({ ifd0: { [MAKE]: ascii('Acme'), 274: shorts(6) } });

    const { metadata } = await extractSupported(toJpeg([APP1, Buffer.concat([header, exif])], frame));

    expect(metadata).toMatchObject({ orientation: 6, camera: { make: 'Acme' } });
  });

  it('whose directory claims more entries than there is room for has those that are there', async () => {
    const exif = toExif({
      ifd0: { [MAKE]: ascii('Acme'), 274: shorts(6) },
      exif: { [F_NUMBER]: rationals([28, 10]) },
    });
    exif.writeUInt16LE(500, 8);

    const { metadata, warnings } = await fromBlock(exif);

    expect(metadata).toMatchObject({ orientation: 6, camera: { make: 'Acme', fNumber: 2.8 } });
    expect(warnings).toEqual(['The EXIF directory IFD0 is damaged']);
  });

  it('whose directories point to one another is read once', async () => {
    const exif = toExif({ ifd0: { [MAKE]: ascii('Maker') }, exif: { [F_NUMBER]: rationals([4, 1]) } });
    const pointer = 10 + 12 + 8;
    exif.writeUInt32LE(8, pointer); // ExifIFD is IFD0 itself

    expect((await fromBlock(exif)).metadata.camera).toEqual({ make: 'Maker' });
  });

  it('of 65,535 entries is cut, with a warning', async () => {
    const exif = Buffer.alloc(65_000);
    exif.write('II*\0', 'latin1');
    exif.writeUInt32LE(8, 4);
    exif.writeUInt16LE(65_535, 8);
    for (let at = 10; at + 12 <= exif.length; at += 12) {
      exif.writeUInt16LE(at, at);
      exif.writeUInt16LE(3, at + 2);
      exif.writeUInt32LE(1, at + 4);
    }

    const { warnings } = await fromBlock(exif);

    expect(warnings).toEqual(['The EXIF directory IFD0 claims more entries than are read']);
  });
});

describe('what never enters a record', () => {
  it('is a maker note, a thumbnail, or any other tag that is not asked for', async () => {
    const secret = Buffer.from('the serial number 4711');
    const makerNote = { type: 7, count: secret.length, encode: () => secret };

    const { metadata } = await fromBlock(
      toExif({
        ifd0: { [MAKE]: ascii('Acme'), 50735: ascii('4711') },
        exif: { 37500: makerNote, 42033: ascii('4711') },
      }),
    );

    expect(JSON.stringify(metadata)).not.toContain('4711');
    expect(metadata.camera).toEqual({ make: 'Acme' });
  });
});
