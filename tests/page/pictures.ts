// Three photographs and a text, as somebody might drop them: drawn here, found by the real recognition.

import sharp from 'sharp';
import { drawSamplePicture } from '../../local/intake/sample-picture.ts';
import { type DrawnFace, drawFaces } from '../../packages/rekognition/tests/faces/drawn-face.ts';
import { drawPictures } from '../../packages/web/tests/support/pictures.ts';

export interface DroppedFile {
  name: string;
  type: string;
  /** base64: so it reaches the browser. */
  content: string;
}

const ADA: Omit<DrawnFace, 'x' | 'y' | 'scale'> = {};
const FRIEND = { skin: '#c68642', hair: '#1c1310', isMouthOpen: true };

/** The sea, two friends, and one of them once more, in the hills. @param folder - Where the sample picture may be drawn. */
export async function drawFolder(folder: string): Promise<DroppedFile[]> {
  const boat = `${folder}/evening-by-the-sea.jpg`;
  await drawSamplePicture(boat);
  const friends = await drawFaces(1_200, 800, [
    { ...ADA, x: 380, y: 330, scale: 1.5 },
    { ...FRIEND, x: 830, y: 360, scale: 1.35 },
  ]);
  return [
    toFile('summer/evening-by-the-sea.jpg', await sharp(boat).keepMetadata().jpeg().toBuffer()),
    toFile('summer/ada-in-the-hills.jpg', await photograph(await drawInTheHills(), '2026:06:21 06:12:40')),
    toFile('summer/two-friends.jpg', await photograph(friends, '2026:06:20 18:30:00')),
    {
      name: 'summer/packing-list.txt',
      type: 'text/plain',
      content: Buffer.from('Swimming things, a book, sunscreen\n').toString('base64'),
    },
  ];
}

/** The picture that the walk lets fail, and puts right. */
export async function drawLateArrival(): Promise<DroppedFile> {
  const [, dusk] = await drawPictures(2);
  const bytes = await photograph(dusk?.bytes ?? Buffer.alloc(0), '2026:06:22 21:45:00');
  return toFile('dusk-in-the-valley.jpg', bytes);
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

function toFile(name: string, bytes: Buffer): DroppedFile {
  return { name, type: 'image/jpeg', content: bytes.toString('base64') };
}
