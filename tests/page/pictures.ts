// Three photographs and a text, as somebody might drop them: drawn here, found by the real recognition.

import sharp from 'sharp';
import { drawSamplePicture } from '../../local/intake/sample-picture.ts';
import { drawFaces } from '../../packages/rekognition/tests/faces/drawn-face.ts';
import { drawPictures } from '../../packages/web/tests/support/pictures.ts';

export interface DroppedFile {
  name: string;
  type: string;
  /** base64: so it reaches the browser. */
  content: string;
}

/** @param folder - Where the sample picture may be drawn. */
export async function drawFolder(folder: string): Promise<DroppedFile[]> {
  const boat = `${folder}/evening-by-the-sea.jpg`;
  await drawSamplePicture(boat);
  const [hills] = await drawPictures(1);
  const faces = await drawFaces(1_200, 800, [
    { x: 380, y: 330, scale: 1.5 },
    { x: 830, y: 360, scale: 1.35, skin: '#c68642', hair: '#1c1310', isMouthOpen: true },
  ]);
  const exif = (date: string) => ({
    IFD0: { Make: 'Image Workflow', Model: 'Drawn Picture' },
    IFD2: { DateTimeOriginal: date, OffsetTimeOriginal: '+02:00' },
  });
  const jpeg = (bytes: Buffer, date: string) =>
    sharp(bytes).withExif(exif(date)).jpeg({ quality: 88 }).toBuffer();
  const files = {
    'evening-by-the-sea.jpg': await sharp(boat).keepMetadata().jpeg().toBuffer(),
    'morning-in-the-hills.jpg': await jpeg(hills?.bytes ?? Buffer.alloc(0), '2026:06:21 06:12:40'),
    'two-friends.jpg': await jpeg(faces, '2026:06:20 18:30:00'),
  };
  return [
    ...Object.entries(files).map(([name, bytes]) => ({
      name: `summer/${name}`,
      type: 'image/jpeg',
      content: bytes.toString('base64'),
    })),
    {
      name: 'summer/packing-list.txt',
      type: 'text/plain',
      content: Buffer.from('Swimming things, a book, sunscreen\n').toString('base64'),
    },
  ];
}
