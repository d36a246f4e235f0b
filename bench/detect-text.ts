// How well and how fast the offline Rekognition server reads a printed page: recall of its words, by print size and
// by how the page is turned.
//
//   npm run bench:detect-text [-- "serif,sans,monospace"]
//
// The last line is the mean of all pages. The page is typeset with the fonts of this machine, named as fontconfig names them. A word counts when it is read
// exactly, with case and punctuation; the model reads typographic quotes as plain ones, which is no mistake here.

import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { decodeImage } from '../packages/rekognition/src/raster.ts';
import { loadTextEngine, type TextLine } from '../packages/rekognition/src/text/engine.ts';

const PARAGRAPHS = [
  'A harbour at dawn is seldom quiet. Ropes creak, gulls quarrel over scraps, and somewhere below the pier an engine coughs twice before it settles into its morning rhythm. The first boats come home between five and six o’clock; their lamps are still burning although the sky behind the lighthouse has already turned from grey to yellow.',
  'By half past seven the auction hall is full. Crates are weighed (none may exceed 40 kg), numbered, and pushed along the wet floor to buyers from Kingsbridge, Exeter and Bath. Prices rise in steps of £2.50: “Twenty-five! Twenty-seven fifty! Thirty, thank you, sir.” Nobody writes anything down, yet at the end every buyer knows what he owes.',
  'What does a visitor notice? The smell, of course; then the speed. In 1987 a study counted 312 sales in 48 minutes, that is, one sale every nine seconds. Today most of them are made by telephone or on-line, and the hall may close within the next ten years. The gulls, I suspect, will stay.',
];

const DPIS = [100, 150, 300];
const POINTS = [9, 11];
const TURNS = [0, 6, 90, 180];
const A4_INCHES = { width: 8.27, height: 11.69 };
const MARGIN_INCHES = 1;

async function main(): Promise<void> {
  const engine = await loadTextEngine(fileURLToPath(new URL('../.local/models', import.meta.url)));
  const words = PARAGRAPHS.join(' ').replace(/[‘’]/g, "'").replace(/[“”]/g, '"').split(' ');
  const rows: Record<string, { recall: string; precision: string; seconds: string }> = {};
  for (const font of (process.argv[2] ?? 'serif,sans,monospace').split(',')) {
    for (const dpi of DPIS) {
      for (const points of POINTS) {
        for (const degrees of TURNS) {
          const bytes = await typesetPage(`${font} ${points}`, dpi, degrees);
          const start = performance.now();
          const lines = await engine.run({ image: await decodeImage(bytes) });
          const seconds = (performance.now() - start) / 1000;
          rows[`${font} ${points} pt, ${dpi} dpi, ${degrees}°`] = {
            ...score(words, lines),
            seconds: seconds.toFixed(1),
          };
        }
      }
    }
  }
  console.table(rows);
  const mean = (key: 'recall' | 'precision') => {
    const values = Object.values(rows).map((row) => Number(row[key]));
    return (values.reduce((a, b) => a + b, 0) / values.length).toFixed(1);
  };
  console.log(`${Object.keys(rows).length} pages: recall ${mean('recall')}, precision ${mean('precision')}`);
  console.log(`Memory of the process: ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  await engine.close();
}

/** An A4 page, black on white. */
async function typesetPage(font: string, dpi: number, degrees: number): Promise<Buffer> {
  const page = {
    width: Math.round(A4_INCHES.width * dpi),
    height: Math.round(A4_INCHES.height * dpi),
    channels: 3 as const,
    background: 'white',
  };
  const margin = Math.round(MARGIN_INCHES * dpi);
  const text = { text: PARAGRAPHS.join('\n\n'), font, dpi, width: page.width - 2 * margin, rgba: true };
  const print = await sharp({ text }).png().toBuffer();
  const upright = await sharp({ create: page })
    .composite([{ input: print, left: margin, top: margin }])
    .png()
    .toBuffer();
  return sharp(upright).rotate(degrees, { background: 'white' }).png().toBuffer();
}

/** Percent of the words that were read, and percent of what was read that is right. */
function score(words: string[], lines: TextLine[]): { recall: string; precision: string } {
  const read = lines.flatMap((line) => line.words.map(({ text }) => text));
  const left = [...words];
  const right = read.filter((word) => {
    const index = left.indexOf(word);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
  const percent = (count: number, of: number) => ((100 * count) / Math.max(1, of)).toFixed(1);
  return { recall: percent(right.length, words.length), precision: percent(right.length, read.length) };
}

await main();
