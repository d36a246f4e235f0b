// Where each field of the record stands in a file, best source first, under the names of `exiftool -G1`.
// The extractor reads by this list, docs/metadata.md explains it, and `npm run compare-metadata` judges by it.

/**
 * EXIF first: cameras write it, some in the wrong directory. XMP repeats it where a program has converted the file to a
 * format without EXIF.
 */
export const CAMERA_SOURCES = {
  make: ['IFD0:Make', 'ExifIFD:Make', 'XMP-tiff:Make', 'PNG:Make'],
  model: ['IFD0:Model', 'ExifIFD:Model', 'XMP-tiff:Model', 'PNG:Model'],
  lens: ['ExifIFD:LensModel', 'IFD0:LensModel', 'XMP-exifEX:LensModel', 'XMP-aux:Lens'],
  exposureTimeSeconds: ['ExifIFD:ExposureTime', 'IFD0:ExposureTime', 'XMP-exif:ExposureTime'],
  fNumber: ['ExifIFD:FNumber', 'IFD0:FNumber', 'XMP-exif:FNumber'],
  iso: [
    'ExifIFD:ISO',
    'ExifIFD:RecommendedExposureIndex',
    'ExifIFD:StandardOutputSensitivity',
    'IFD0:ISO',
    'XMP-exif:ISO',
    'XMP-exifEX:PhotographicSensitivity',
  ],
  focalLengthMm: ['ExifIFD:FocalLength', 'IFD0:FocalLength', 'XMP-exif:FocalLength'],
  focalLengthIn35mmFormat: [
    'ExifIFD:FocalLengthIn35mmFormat',
    'IFD0:FocalLengthIn35mmFormat',
    'XMP-exif:FocalLengthIn35mmFormat',
  ],
  flashFired: ['ExifIFD:Flash', 'IFD0:Flash', 'XMP-exif:FlashFired'],
  software: ['IFD0:Software', 'ExifIFD:Software', 'XMP-tiff:Software', 'PNG:Software'],
} as const;

/** A field's sources by the three kinds of metadata that the Metadata Working Group reconciles. */
export interface DescriptionSources {
  /** Wins where it has a value. */
  readonly exif: readonly string[];
  /** Wins over IPTC unless a program that knows no XMP has changed the IPTC since (see ./description.ts). */
  readonly xmp: readonly string[];
  readonly iptc: readonly string[];
  /** Where the three have nothing. */
  readonly others: readonly string[];
}

/** Metadata Working Group, Guidelines for Handling Image Metadata 2.0, section 5; titles are not in it. */
export const DESCRIPTION_SOURCES = {
  title: {
    exif: [],
    xmp: ['XMP-dc:Title'],
    iptc: ['IPTC:ObjectName'],
    others: ['IFD0:XPTitle', 'PNG:Title'],
  },
  caption: {
    exif: ['IFD0:ImageDescription', 'ExifIFD:ImageDescription'],
    xmp: ['XMP-dc:Description'],
    iptc: ['IPTC:Caption-Abstract'],
    others: [
      'ExifIFD:UserComment',
      'IFD0:XPComment',
      'IFD0:XPSubject',
      'XMP-tiff:ImageDescription',
      'XMP-exif:UserComment',
      'XMP-acdsee:Caption',
      'PNG:Description',
      'PNG:Comment',
    ],
  },
  creator: {
    exif: ['IFD0:Artist', 'ExifIFD:Artist'],
    xmp: ['XMP-dc:Creator'],
    iptc: ['IPTC:By-line'],
    others: ['IFD0:XPAuthor', 'XMP-tiff:Artist', 'PNG:Author', 'PNG:Artist'],
  },
  copyright: {
    exif: ['IFD0:Copyright', 'ExifIFD:Copyright'],
    xmp: ['XMP-dc:Rights'],
    iptc: ['IPTC:CopyrightNotice'],
    others: ['XMP-tiff:Copyright', 'PNG:Copyright'],
  },
  // Not only the first: a keyword that any of them has is one.
  keywords: {
    exif: [],
    xmp: ['XMP-dc:Subject'],
    iptc: ['IPTC:Keywords'],
    others: ['IFD0:XPKeywords', 'XMP-acdsee:Keywords'],
  },
  rating: {
    exif: [],
    xmp: ['XMP-xmp:Rating'],
    iptc: [],
    others: ['IFD0:Rating', 'XMP-microsoft:RatingPercent', 'IFD0:RatingPercent', 'XMP-acdsee:Rating'],
  },
} as const satisfies Record<string, DescriptionSources>;

/** Keywords with their place in a hierarchy, and what stands between its levels: Lightroom's, digiKam's, Windows', iView's. */
export const KEYWORD_PATH_SOURCES: readonly { readonly tag: string; readonly separator: string }[] = [
  { tag: 'XMP-lr:HierarchicalSubject', separator: '|' },
  { tag: 'XMP-digiKam:TagsList', separator: '/' },
  { tag: 'XMP-microsoft:LastKeywordXMP', separator: '/' },
  { tag: 'XMP-mediapro:CatalogSets', separator: '|' },
];

/** A capture time, and the sub-seconds and offset that belong to the same event. */
export interface TimeSource {
  readonly tag: string;
  readonly subSeconds?: string;
  readonly offset?: string;
  /** IPTC keeps the time in a tag of its own. */
  readonly timeTag?: string;
}

/** Taken before digitized: for a scan they are decades apart. When a file was changed is no capture time. */
export const CAPTURE_TIME_SOURCES: readonly TimeSource[] = [
  {
    tag: 'ExifIFD:DateTimeOriginal',
    subSeconds: 'ExifIFD:SubSecTimeOriginal',
    offset: 'ExifIFD:OffsetTimeOriginal',
  },
  { tag: 'IFD0:DateTimeOriginal' },
  { tag: 'XMP-exif:DateTimeOriginal' },
  { tag: 'XMP-photoshop:DateCreated' },
  { tag: 'IPTC:DateCreated', timeTag: 'IPTC:TimeCreated' },
  {
    tag: 'ExifIFD:CreateDate',
    subSeconds: 'ExifIFD:SubSecTimeDigitized',
    offset: 'ExifIFD:OffsetTimeDigitized',
  },
  { tag: 'IFD0:CreateDate' },
  { tag: 'XMP-exif:DateTimeDigitized' },
  { tag: 'IPTC:DigitalCreationDate', timeTag: 'IPTC:DigitalCreationTime' },
  { tag: 'XMP-xmp:CreateDate' },
  { tag: 'PNG:CreationTime' },
  { tag: 'PNG:CreateDate' },
];
