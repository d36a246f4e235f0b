// The camera and how it was set. A value that cannot be true is absent: programs write zeros for what they do not know.

import type { Camera } from '../shared/metadata.ts';
import type { Tags } from './tags.ts';

export function toCamera(tags: Tags): Camera | undefined {
  const camera: Camera = {};
  const make = tags.text('IFD0:Make');
  const model = tags.text('IFD0:Model');
  const lens = tags.text('ExifIFD:LensModel');
  const software = tags.text('IFD0:Software');
  const exposureTimeSeconds = positive(tags.number('ExifIFD:ExposureTime'));
  const fNumber = positive(tags.number('ExifIFD:FNumber'));
  const iso = positive(tags.number('ExifIFD:ISO'));
  const focalLengthMm = positive(tags.number('ExifIFD:FocalLength'));
  const focalLengthIn35mmFormat = positive(tags.number('ExifIFD:FocalLengthIn35mmFormat'));
  const flash = tags.number('ExifIFD:Flash');
  Object.assign(
    camera,
    make && { make },
    model && { model },
    lens && { lens },
    exposureTimeSeconds && { exposureTimeSeconds },
    fNumber && { fNumber },
    iso && { iso },
    focalLengthMm && { focalLengthMm },
    focalLengthIn35mmFormat && { focalLengthIn35mmFormat },
    flash !== undefined && { flashFired: (flash & 1) === 1 },
    software && { software },
  );
  return Object.keys(camera).length > 0 ? camera : undefined;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
