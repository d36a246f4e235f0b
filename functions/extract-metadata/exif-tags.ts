// The EXIF, TIFF and GPS tags that are read, by number. A tag that is not here costs nothing and never enters.

/** Exif 3.0 (CIPA DC-008), TIFF 6.0, TIFF/EP and DNG; names as exiftool writes them. */
const IMAGE_TAGS: readonly (readonly [number, string])[] = [
  [0x010e, 'ImageDescription'],
  [0x010f, 'Make'],
  [0x0110, 'Model'],
  [0x0112, 'Orientation'],
  [0x0131, 'Software'],
  [0x0132, 'ModifyDate'],
  [0x013b, 'Artist'],
  [0x4746, 'Rating'],
  [0x8298, 'Copyright'],
  [0x829a, 'ExposureTime'],
  [0x829d, 'FNumber'],
  [0x8827, 'ISO'],
  [0x8832, 'RecommendedExposureIndex'],
  [0x9003, 'DateTimeOriginal'],
  [0x9004, 'CreateDate'],
  [0x9010, 'OffsetTime'],
  [0x9011, 'OffsetTimeOriginal'],
  [0x9012, 'OffsetTimeDigitized'],
  [0x9209, 'Flash'],
  [0x920a, 'FocalLength'],
  [0x9286, 'UserComment'],
  [0x9290, 'SubSecTime'],
  [0x9291, 'SubSecTimeOriginal'],
  [0x9292, 'SubSecTimeDigitized'],
  [0x9c9b, 'XPTitle'],
  [0x9c9c, 'XPComment'],
  [0x9c9d, 'XPAuthor'],
  [0x9c9e, 'XPKeywords'],
  [0x9c9f, 'XPSubject'],
  [0xa001, 'ColorSpace'],
  [0xa405, 'FocalLengthIn35mmFormat'],
  [0xa430, 'OwnerName'],
  [0xa432, 'LensInfo'],
  [0xa433, 'LensMake'],
  [0xa434, 'LensModel'],
];

const GPS_TAGS: readonly (readonly [number, string])[] = [
  [0x0001, 'GPSLatitudeRef'],
  [0x0002, 'GPSLatitude'],
  [0x0003, 'GPSLongitudeRef'],
  [0x0004, 'GPSLongitude'],
  [0x0005, 'GPSAltitudeRef'],
  [0x0006, 'GPSAltitude'],
  [0x0007, 'GPSTimeStamp'],
  [0x0009, 'GPSStatus'],
  [0x0010, 'GPSImgDirectionRef'],
  [0x0011, 'GPSImgDirection'],
  [0x001d, 'GPSDateStamp'],
];

export type IfdName = 'IFD0' | 'ExifIFD' | 'GPS' | 'InteropIFD';

/** The names of the tags to read in each directory. */
export const TAG_NAMES: Readonly<Record<IfdName, ReadonlyMap<number, string>>> = {
  // TIFF/EP and some RAW files hold the exposure in IFD0, so both directories know all of them.
  IFD0: new Map(IMAGE_TAGS),
  ExifIFD: new Map(IMAGE_TAGS),
  GPS: new Map(GPS_TAGS),
  InteropIFD: new Map([[0x0001, 'InteropIndex']]),
};

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
  ExifImageWidth: 0xa002,
  ExifImageHeight: 0xa003,
  DNGVersion: 0xc612,
} as const;
