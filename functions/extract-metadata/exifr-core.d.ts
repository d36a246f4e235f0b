// exifr's modular core, which it documents ("Modularity, Plugin API, Configure custom bundle") but does not type.

declare module 'exifr/src/core.mjs' {
  export { parse } from 'exifr';
}
declare module 'exifr/src/file-parsers/tiff.mjs';
declare module 'exifr/src/segment-parsers/tiff-exif.mjs';
