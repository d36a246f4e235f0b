// Three photographs and a text, as somebody might drop them: drawn here, found by the real recognition.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawSamplePicture } from '../../local/intake/sample-picture.ts';
import { type DrawnFace, drawFaces } from '../../packages/rekognition/tests/faces/drawn-face.ts';
import { drawPictures } from '../../packages/web/tests/support/pictures.ts';

const ADA: Omit<DrawnFace, 'x' | 'y' | 'scale'> = {};
const FRIEND = { skin: '#c68642', hair: '#1c1310', isMouthOpen: true };

/** The sea, two friends, one of them once more, in the hills, and a text. @returns The folder that holds them, in `parent`. */
export async function drawFolder(parent: string): Promise<string> {
  const folder = join(parent, 'summer');
  await mkdir(folder);
  await drawSamplePicture(join(folder, 'evening-by-the-sea.jpg'));
  const friends = await drawFaces(1_200, 800, [
    { ...ADA, x: 380, y: 330, scale: 1.5 },
    { ...FRIEND, x: 830, y: 360, scale: 1.35 },
  ]);
  const files = {
    'ada-in-the-hills.jpg': await photograph(await drawInTheHills(), '2026:06:21 06:12:40'),
    'two-friends.jpg': await photograph(friends, '2026:06:20 18:30:00'),
    'packing-list.txt': 'Swimming things, a book, sunscreen\n',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** The picture that the walk lets fail, and puts right. @returns The file, in `parent`. */
export async function drawLateArrival(parent: string): Promise<string> {
  const [, dusk] = await drawPictures(2);
  const file = join(parent, 'dusk-in-the-valley.jpg');
  await writeFile(file, await photograph(dusk?.bytes ?? Buffer.alloc(0), '2026:06:22 21:45:00'));
  return file;
}

async function drawInTheHills(): Promise<Buffer> {
  const [hills] = await drawPictures(1);
  const ada = await drawFaces(1_200, 800, [{ ...ADA, x: 760, y: 390, scale: 1.4, gaze: -2 }], 'none');
  return sharp(hills?.bytes)
    .resize(1_200, 800)
    .composite([{ input: ada }])
    .png()
    .toBuffer();
}

/** @param date - As EXIF writes it. */
function photograph(bytes: Buffer, date: string): Promise<Buffer> {
  return sharp(bytes)
    .withExif({
      IFD0: { Make: 'Image Workflow', Model: 'Drawn Picture' },
      IFD2: { DateTimeOriginal: date, OffsetTimeOriginal: '+02:00' },
    })
    .jpeg({ quality: 88 })
    .toBuffer();
}
