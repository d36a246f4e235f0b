// The EXIF, TIFF and GPS tags that are read, by number. A tag that is not here costs nothing and never enters.

/** What a tag means, whatever type a program has written it with: some write numbers as text, and text as bytes. */
export type TagKind = 'text' | 'numbers';

export interface KnownTag {
  readonly name: string;
  readonly kind: TagKind;
}

/** Exif 3.0 (CIPA DC-008), TIFF 6.0, TIFF/EP and DNG; names as exiftool writes them. */
const IMAGE_TAGS: readonly (readonly [number, string, TagKind])[] = [
  [0x010e, 'ImageDescription', 'text'],
  [0x010f, 'Make', 'text'],
  [0x0110, 'Model', 'text'],
  [0x0112, 'Orientation', 'numbers'],
  [0x0131, 'Software', 'text'],
  [0x0132, 'ModifyDate', 'text'],
  [0x013b, 'Artist', 'text'],
  [0x4746, 'Rating', 'numbers'],
  [0x4749, 'RatingPercent', 'numbers'],
  [0x8298, 'Copyright', 'text'],
  [0x829a, 'ExposureTime', 'numbers'],
  [0x829d, 'FNumber', 'numbers'],
  [0x8827, 'ISO', 'numbers'],
  [0x8831, 'StandardOutputSensitivity', 'numbers'],
  [0x8832, 'RecommendedExposureIndex', 'numbers'],
  [0x9003, 'DateTimeOriginal', 'text'],
  [0x9004, 'CreateDate', 'text'],
  [0x9010, 'OffsetTime', 'text'],
  [0x9011, 'OffsetTimeOriginal', 'text'],
  [0x9012, 'OffsetTimeDigitized', 'text'],
  [0x9209, 'Flash', 'numbers'],
  [0x920a, 'FocalLength', 'numbers'],
  [0x9286, 'UserComment', 'text'],
  [0x9291, 'SubSecTimeOriginal', 'text'],
  [0x9292, 'SubSecTimeDigitized', 'text'],
  [0x9c9b, 'XPTitle', 'text'],
  [0x9c9c, 'XPComment', 'text'],
  [0x9c9d, 'XPAuthor', 'text'],
  [0x9c9e, 'XPKeywords', 'text'],
  [0x9c9f, 'XPSubject', 'text'],
  [0xa001, 'ColorSpace', 'numbers'],
  [0xa405, 'FocalLengthIn35mmFormat', 'numbers'],
  [0xa434, 'LensModel', 'text'],
];

const GPS_TAGS: readonly (readonly [number, string, TagKind])[] = [
  [0x0001, 'GPSLatitudeRef', 'text'],
  [0x0002, 'GPSLatitude', 'numbers'],
  [0x0003, 'GPSLongitudeRef', 'text'],
  [0x0004, 'GPSLongitude', 'numbers'],
  [0x0005, 'GPSAltitudeRef', 'numbers'],
  [0x0006, 'GPSAltitude', 'numbers'],
  [0x0007, 'GPSTimeStamp', 'numbers'],
  [0x0011, 'GPSImgDirection', 'numbers'],
  [0x001d, 'GPSDateStamp', 'text'],
];

export type IfdName = 'IFD0' | 'ExifIFD' | 'GPS' | 'InteropIFD';

/** The tags to read in each directory. TIFF/EP and some RAW files hold the exposure in IFD0, so both know all. */
export const KNOWN_TAGS: Readonly<Record<IfdName, ReadonlyMap<number, KnownTag>>> = {
  IFD0: toMap(IMAGE_TAGS),
  ExifIFD: toMap(IMAGE_TAGS),
  GPS: toMap(GPS_TAGS),
  InteropIFD: toMap([[0x0001, 'InteropIndex', 'text']]),
};

function toMap(tags: readonly (readonly [number, string, TagKind])[]): ReadonlyMap<number, KnownTag> {
  return new Map(tags.map(([tag, name, kind]) => [tag, { name, kind }]));
}

/** Tags that point to a further directory. */
export const IFD_POINTERS: readonly (readonly [number, IfdName])[] = [
  [0x8769, 'ExifIFD'],
  [0x8825, 'GPS'],
  [0xa005, 'InteropIFD'],
];

/** Tags that hold another kind of metadata whole, and those that describe the pixels. */
export const TIFF = {
  NewSubfileType: 0x00fe,
  ImageWidth: 0x0100,
  ImageHeight: 0x0101,
  BitsPerSample: 0x0102,
  JpgFromRaw: 0x002e, // Panasonic
  Compression: 0x0103,
  PhotometricInterpretation: 0x0106,
  Make: 0x010f,
  SubIFDs: 0x014a,
  ExtraSamples: 0x0152,
  ApplicationNotes: 0x02bc, // XMP
  IPTC: 0x83bb,
  PhotoshopSettings: 0x8649,
  IccProfile: 0x8773,
  ExifIFD: 0x8769,
  GPS: 0x8825,
  ExifImageWidth: 0xa002,
  ExifImageHeight: 0xa003,
  DNGVersion: 0xc612,
} as const;
