// A picture for those who have none at hand: drawn here, with the EXIF of a photograph.

import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

/** An evening by the sea, and a boat called HELLO. Its name is drawn, so that no font is needed. */
const SCENE = `
<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1067" viewBox="0 0 1600 1067">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#27406b"/><stop offset="0.55" stop-color="#d9825b"/><stop offset="1" stop-color="#f7d08a"/>
    </linearGradient>
    <linearGradient id="sea" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#c98a5e"/><stop offset="0.25" stop-color="#48658f"/><stop offset="1" stop-color="#16273f"/>
    </linearGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="3"/></filter>
    <filter id="waves">
      <feTurbulence type="fractalNoise" baseFrequency="0.004 0.09" numOctaves="3" seed="7"/>
      <feDisplacementMap in="SourceGraphic" scale="14"/>
    </filter>
  </defs>
  <rect width="1600" height="640" fill="url(#sky)"/>
  <circle cx="1050" cy="520" r="78" fill="#fff1c4" filter="url(#soft)"/>
  <rect y="630" width="1600" height="437" fill="url(#sea)"/>
  <rect y="630" width="1600" height="437" fill="url(#sea)" filter="url(#waves)"/>
  <path d="M1000 660 h100 M985 700 h130 M1015 745 h75 M970 800 h160 M1005 870 h95" stroke="#ffe0a3" stroke-width="9"
    stroke-linecap="round" opacity="0.75" filter="url(#soft)"/>
  <g transform="translate(640 860) scale(1.4) translate(-640 -860)">
    <path d="M520 800 h250 l-48 62 h-158 Z" fill="#4c2f22"/>
    <path d="M640 800 V560 l118 205 H640 Z" fill="#f5efe2"/><path d="M628 800 V600 L548 770 h80 Z" fill="#e4dac6"/>
    <path d="M634 560 v245" stroke="#2d1c14" stroke-width="8"/>
    <path d="M560 812v36M580 812v36M560 830h20M594 812v36M594 812h18M594 830h14M594 848h18M626 812v36h18M658 812v36h18
      M690 812h20v36h-20z" stroke="#fff" stroke-width="5" fill="none"/>
  </g>
</svg>`;

const EXIF = {
  IFD0: { Make: 'Image Workflow', Model: 'Sample Picture', Artist: 'Image Workflow' },
  IFD2: {
    DateTimeOriginal: '2026:06:21 21:04:05',
    OffsetTimeOriginal: '+02:00',
    ExposureTime: '1/250',
    FNumber: '8/1',
    ISOSpeedRatings: '100',
    FocalLength: '35/1',
  },
  // Off the coast of Brittany, where the sun sets over the sea.
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '48/1 5/1 24/1',
    GPSLongitudeRef: 'W',
    GPSLongitude: '4/1 40/1 12/1',
  },
};

export async function drawSamplePicture(file: string): Promise<void> {
  const picture = await sharp(Buffer.from(SCENE)).withExif(EXIF).jpeg({ quality: 88 }).toBuffer();
  await writeFile(file, picture);
}
