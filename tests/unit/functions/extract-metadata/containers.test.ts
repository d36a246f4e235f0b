import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { ascii, longs, shorts, toExif } from '../../../images/exif.ts';
import { encodeHeic } from '../../../images/heic.ts';
import { frameSegment, toJpeg } from '../../../images/jpeg.ts';
import { insertBeforePicture, insertBehindPicture, toChunk, toTextChunk } from '../../../images/png.ts';
import { quadrants } from '../../../images/quadrants.ts';
import { toRaf, toTiff } from '../../../images/raw.ts';
import { extractSupported, fromExif } from './extract.ts';
import { toXmp } from './xmp-packet.ts';

const EXIF = { IFD0: { Make: 'Acme' } };

function picture(width = 64, height = 32): Sharp {
  return sharp({ create: { width, height, channels: 3, background: 'teal' } });
}

async function metadataOf(bytes: Buffer) {
  return (await extractSupported(bytes)).metadata;
}

describe('the frame of a picture', () => {
  it.each<[string, (image: Sharp) => Sharp, object]>([
    [
      'image/jpeg',
      (image) => image.jpeg(),
      { format: 'jpeg', bitDepth: 8, colorModel: 'RGB', hasAlpha: false },
    ],
    ['image/jpeg', (image) => image.toColourspace('b-w').jpeg({ progressive: true }), { colorModel: 'Gray' }],
    ['image/jpeg', (image) => image.toColorspace('cmyk').jpeg(), { colorModel: 'CMYK' }],
    ['image/png', (image) => image.png(), { format: 'png', bitDepth: 8, colorModel: 'RGB', hasAlpha: false }],
    ['image/png', (image) => image.ensureAlpha(0.5).png(), { hasAlpha: true }],
    ['image/png', (image) => image.toColourspace('rgb16').png(), { bitDepth: 16 }],
    ['image/png', (image) => image.png({ palette: true, colours: 2 }), { bitDepth: 1, colorModel: 'RGB' }],
    [
      'image/webp',
      (image) => image.webp(),
      { format: 'webp', bitDepth: 8, colorModel: 'RGB', hasAlpha: false },
    ],
    ['image/webp', (image) => image.ensureAlpha(0.5).webp({ lossless: true }), { hasAlpha: true }],
    ['image/gif', (image) => image.gif(), { format: 'gif', colorModel: 'RGB', pages: 1 }],
    [
      'image/tiff',
      (image) => image.tiff(),
      { format: 'tiff', bitDepth: 8, colorModel: 'RGB', hasAlpha: false, pages: 1 },
    ],
    ['image/tiff', (image) => image.tiff({ tile: true, bigtiff: true }), { bitDepth: 8, pages: 1 }],
    ['image/tiff', (image) => image.ensureAlpha(0.5).tiff({ compression: 'lzw' }), { hasAlpha: true }],
    ['image/tiff', (image) => image.toColorspace('cmyk').tiff(), { colorModel: 'CMYK' }],
    ['image/tiff', (image) => image.toColourspace('rgb16').tiff({ compression: 'lzw' }), { bitDepth: 16 }],
    ['image/avif', (image) => image.avif({ effort: 0 }), { format: 'avif', bitDepth: 8, hasAlpha: false }],
    ['image/avif', (image) => image.ensureAlpha(0.5).avif({ effort: 0 }), { hasAlpha: true }],
  ])('is told without decoding it: %s %#', async (mimeType, encode, expected) => {
    const found = await metadataOf(await encode(picture()).toBuffer());

    expect(found).toMatchObject({ mimeType, width: 64, height: 32, ...expected });
  });

  it('is told of HEIC', async () => {
    const found = await metadataOf(encodeHeic(quadrants(64, 32)));

    expect(found).toMatchObject({
      format: 'heic',
      mimeType: 'image/heic',
      width: 64,
      height: 32,
      colorSpace: 'sRGB',
    });
  });

  it('of a GIF whose screen has no size has that of its first frame', async () => {
    const gif = await picture(64, 32).gif().toBuffer();
    gif.writeUInt32LE(0, 6);

    expect(await metadataOf(gif)).toMatchObject({ width: 64, height: 32, pages: 1 });
  });

  it.each(['gif', 'webp'] as const)('counts the frames of an animation: %s', async (format) => {
    const frames = await Promise.all(
      ['red', 'green', 'blue'].map((background) =>
        sharp({ create: { width: 16, height: 16, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const animation = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();

    expect(await metadataOf(animation)).toMatchObject({ width: 16, height: 16, pages: 3 });
  });

  it('counts the pages of a TIFF, without its reduced copies', async () => {
    const page = (kind: number) =>
      new Map([
        [0x00fe, kind],
        [0x0100, 64],
        [0x0101, 32],
      ]);

    expect(await metadataOf(toTiff([page(0), page(1), page(0)]))).toMatchObject({ pages: 2 });
  });

  it('counts the frames of an APNG', async () => {
    const png = await picture().png().toBuffer();
    const apng = insertBeforePicture(png, toChunk('acTL', Buffer.from([0, 0, 0, 5, 0, 0, 0, 0])));

    expect(await metadataOf(apng)).toMatchObject({ format: 'png', mimeType: 'image/apng', pages: 5 });
  });
});

describe('the orientation', () => {
  const orientations = [1, 2, 3, 4, 5, 6, 7, 8];
  const formats = ['jpeg', 'png', 'webp', 'tiff'] as const;

  it.each(formats.flatMap((format) => orientations.map((orientation) => [format, orientation] as const)))(
    'of EXIF makes width and height those of the upright picture: %s %i',
    async (format, orientation) => {
      const bytes = await picture().withMetadata({ orientation }).toFormat(format).toBuffer();

      const size = orientation >= 5 ? { width: 32, height: 64 } : { width: 64, height: 32 };
      expect(await metadataOf(bytes)).toMatchObject({ orientation, ...size });
    },
  );

  it.each(orientations)('of HEIC is that of the container, whatever EXIF says: %i', async (orientation) => {
    const exif = toExif({ ifd0: { 274: shorts(orientation) } });

    const found = await metadataOf(encodeHeic(quadrants(64, 32, orientation), { orientation, exif }));
    const untold = await metadataOf(encodeHeic(quadrants(64, 32), { exif }));

    expect(found).toMatchObject({ orientation, width: 64, height: 32 });
    expect(untold).toMatchObject({ width: 64, height: 32 });
  });

  it.each([0, 9, 65_535])('that no picture can have is absent: %i', async (orientation) => {
    const bytes = toTiff([
      new Map([
        [0x0100, 64],
        [0x0101, 32],
        [0x0112, orientation],
      ]),
    ]);

    expect(await metadataOf(bytes)).not.toHaveProperty('orientation');
  });
});

describe('the metadata of a container', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('holds EXIF: %s', async (format) => {
    const bytes = await picture().withExif(EXIF).toFormat(format).toBuffer();

    expect(await metadataOf(bytes)).toMatchObject({ camera: { make: 'Acme' } });
  });

  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('holds XMP: %s', async (format) => {
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"/></rdf:RDF></x:xmpmeta>`;

    const bytes = await picture().withXmp(xmp).toFormat(format).toBuffer();

    expect(await metadataOf(bytes)).toMatchObject({ description: { rating: 3 } });
  });

  it('holds XMP in WebP in a chunk whose name ends in a NUL', async () => {
    const webp = await picture().withXmp(toXmp('', 'xmp:Rating="3"')).webp().toBuffer();
    webp.write('XMP\0', webp.lastIndexOf('XMP ', webp.lastIndexOf('<?xpacket begin')), 'latin1');

    expect(await metadataOf(webp)).toMatchObject({ description: { rating: 3 } });
  });

  it.each(['png', 'webp', 'tiff', 'avif'] as const)('holds XMP of more than 64 KiB: %s', async (format) => {
    const xmp = toXmp(`<dc:source>${'x'.repeat(100_000)}</dc:source><xmp:Rating>3</xmp:Rating>`);

    const bytes = await picture().withXmp(xmp).toFormat(format).toBuffer();

    expect(await metadataOf(bytes)).toMatchObject({ description: { rating: 3 } });
  });

  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)(
    'names its colour profile: %s',
    async (format) => {
      const bytes = await picture().withIccProfile('p3').toFormat(format).toBuffer();

      expect((await metadataOf(bytes)).colorProfile).toBe('sP3C'); // the name that libvips gives its profile
    },
  );

  it('holds EXIF in HEIC, behind a prefix of any length', async () => {
    const exif = toExif({ ifd0: { 271: ascii('Acme') } });

    for (const prefix of ['', 'Exif\0\0', '\0\0']) {
      const bytes = encodeHeic(quadrants(64, 32), { exif: Buffer.concat([Buffer.from(prefix), exif]) });
      expect(await metadataOf(bytes)).toMatchObject({ camera: { make: 'Acme' } });
    }
  });

  it('holds EXIF in HEIC whose header offset a program has left out', async () => {
    const exif = toExif({ ifd0: { 271: ascii('Acme') } });
    const heic = encodeHeic(quadrants(64, 32), { exif: Buffer.concat([exif, Buffer.alloc(4)]) });
    heic.copyWithin(heic.indexOf(exif) - 4, heic.indexOf(exif), heic.indexOf(exif) + exif.length + 4);

    expect(await metadataOf(heic)).toMatchObject({ camera: { make: 'Acme' } });
  });

  it("holds XMP in PNG as ImageMagick's raw profile of an APP1 segment, in lines of any kind", async () => {
    const xmp = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${toXmp('', 'xmp:Rating="3"')}`).toString('hex');
    const lines = (xmp.match(/.{1,72}/g) ?? []).join('\r\n');
    const chunk = toTextChunk(
      'Raw profile type APP1',
      `\ngeneric profile\n    ${xmp.length / 2}\n${lines}\n`,
    );

    const bytes = insertBeforePicture(await picture().png().toBuffer(), chunk);

    expect(await metadataOf(bytes)).toMatchObject({ description: { rating: 3 } });
  });

  it("reads PNG's texts, whether a program has written Latin-1 or UTF-8", async () => {
    const texts: [string, string][] = [
      ['Make', 'Acme'],
      ['Model', 'Acme One'],
      ['Artist', 'Zo\xeb'],
      ['comment', Buffer.from('日本 été').toString('latin1')],
    ];
    const png = await picture().png().toBuffer();

    const bytes = texts.reduce<Buffer>(
      (file, [name, text]) => insertBeforePicture(file, toTextChunk(name, text)),
      png,
    );

    expect(await metadataOf(bytes)).toMatchObject({
      camera: { make: 'Acme', model: 'Acme One' },
      description: { creator: 'Zoë', caption: '日本 été' },
    });
  });

  it('reads PNG texts before the picture and behind it, but none there that is damaged', async () => {
    const author = toTextChunk('author', 'Ada Z\xe9');
    const damaged = Buffer.from(author);
    damaged.write('X', 16);
    const png = await picture().png().toBuffer();

    for (const bytes of [insertBeforePicture(png, author), insertBehindPicture(png, author)]) {
      expect(await metadataOf(bytes)).toMatchObject({ description: { creator: 'Ada Zé' } });
    }
    expect(await metadataOf(insertBehindPicture(png, damaged))).not.toHaveProperty('description');
  });

  it('reads a JPEG whose frame stands before its metadata, with garbage in between', async () => {
    const jpeg = await picture().withExif(EXIF).jpeg().toBuffer();
    const start = jpeg.indexOf('Exif') - 4;
    const length = jpeg.readUInt16BE(start + 2) + 2;
    const exif = jpeg.subarray(start, start + length);
    const rest = Buffer.concat([jpeg.subarray(0, start), jpeg.subarray(start + length)]);
    const scan = rest.indexOf(Buffer.from([0xff, 0xda]));

    const bytes = Buffer.concat([
      rest.subarray(0, scan),
      Buffer.alloc(7),
      exif,
      Buffer.from([0xff, 0xff]),
      rest.subarray(scan),
    ]);

    expect(await metadataOf(bytes)).toMatchObject({ width: 64, height: 32, camera: { make: 'Acme' } });
  });
});

describe('a RAW file', () => {
  const text = (value: string) => value;
  const sensor = (interpretation: number) =>
    new Map([
      [0x0100, 6000],
      [0x0101, 4000],
      [0x0106, interpretation],
    ]);
  const withSensor = (make: string, more: readonly [number, number][] = []) =>
    toTiff([
      new Map<number, number | string | readonly ReadonlyMap<number, number>[]>([
        [0x00fe, 1],
        [0x0100, 160],
        [0x0101, 120],
        [0x010f, text(make)],
        [0x014a, [sensor(32_803)]],
        ...more,
      ]),
    ]);

  it.each([
    ['nef', 'image/x-nikon-nef', 'NIKON CORPORATION'],
    ['arw', 'image/x-sony-arw', 'SONY'],
    ['pef', 'image/x-pentax-pef', 'PENTAX Corporation'],
    ['srw', 'image/x-samsung-srw', 'SAMSUNG'],
  ])('is told from a TIFF by its sensor, and by its maker: %s', async (format, mimeType, make) => {
    expect(await metadataOf(withSensor(make))).toMatchObject({
      format,
      mimeType,
      width: 6000,
      height: 4000,
      camera: { make },
    });
  });

  it('is a DNG where it says so', async () => {
    expect(await metadataOf(withSensor('Acme', [[0xc612, 1]]))).toMatchObject({ format: 'dng', width: 6000 });
  });

  it.each([
    [
      'orf',
      'IIRO',
      new Map([
        [0x0100, 6000],
        [0x0101, 4000],
      ]),
    ],
    [
      'rw2',
      'IIU\0',
      new Map([
        [4, 8],
        [5, 16],
        [6, 4008],
        [7, 6016],
      ]),
    ],
  ])('is told by a TIFF header of its own: %s', async (format, magic, directory) => {
    expect(await metadataOf(toTiff([directory], { magic }))).toMatchObject({
      format,
      width: 6000,
      height: 4000,
    });
  });

  it('is a CR2, whose size EXIF knows', async () => {
    const exif = toExif({
      ifd0: { 256: longs(1936), 257: longs(1288), 271: ascii('Canon') },
      exif: { 40962: longs(6000), 40963: longs(4000) },
    });
    const cr2 = Buffer.concat([
      exif.subarray(0, 4),
      Buffer.from([16, 0, 0, 0]),
      Buffer.from('CR\x02\0\0\0\0\0'),
      exif.subarray(8),
    ]);
    // Everything behind the header lies eight bytes further on.
    for (const at of [16 + 2 + 2 * 12 + 8, 16 + 2 + 3 * 12 + 8])
      cr2.writeUInt32LE(cr2.readUInt32LE(at) + 8, at);

    expect(await metadataOf(cr2)).toMatchObject({
      format: 'cr2',
      width: 6000,
      height: 4000,
      camera: { make: 'Canon' },
    });
  });

  it('is a RAF, which holds a JPEG with its EXIF', async () => {
    const jpeg = await picture().withExif(EXIF).jpeg().toBuffer();

    expect(await metadataOf(toRaf(jpeg))).toMatchObject({
      format: 'raf',
      mimeType: 'image/x-fujifilm-raf',
      camera: { make: 'Acme' },
    });
  });

  it('is none where only the maker is one of cameras', async () => {
    const tiff = toTiff([
      new Map<number, number | string>([
        [0x0100, 64],
        [0x0101, 32],
        [0x010f, 'NIKON'],
      ]),
    ]);

    expect(await metadataOf(tiff)).toMatchObject({ format: 'tiff' });
  });
});

describe('colours', () => {
  it.each([
    ['sRGB', { exif: { 40961: shorts(1) } }],
    ['Adobe RGB', { exif: { 40961: shorts(2) } }],
  ])('are those that EXIF names: %s', async (colorSpace, directories) => {
    expect(await fromExif(directories)).toMatchObject({ colorSpace });
  });

  it('are not named where EXIF says "not calibrated"', async () => {
    expect(await fromExif({ exif: { 40961: shorts(0xffff) } })).not.toHaveProperty('colorSpace');
  });

  it('are Display P3 or BT.2020 by the code points of HEIC', async () => {
    const p3 = encodeHeic(quadrants(64, 32), { nclx: { primaries: 12, transfer: 13 } });
    const wide = encodeHeic(quadrants(64, 32), { nclx: { primaries: 9, transfer: 16 } });

    expect((await metadataOf(p3)).colorSpace).toBe('Display P3');
    expect((await metadataOf(wide)).colorSpace).toBe('BT.2020');
  });

  it('has one frame size whatever stands in a second frame', async () => {
    const jpeg = toJpeg(frameSegment(640, 480), frameSegment(16, 16));

    expect(await metadataOf(jpeg)).toMatchObject({ width: 640, height: 480 });
  });
});
