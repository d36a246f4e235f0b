// Pictures for those who have none at hand, drawn here and now: by the sea, in the hills, at night, and a file that is no picture.

import type { FoundFile } from './queue.ts';

const SKIES = {
  morning: ['#8fb8d8', '#f6d9b8', '#fdeed8'],
  evening: ['#27406b', '#d9825b', '#f7d08a'],
  night: ['#0b1430', '#243a68', '#55618c'],
} as const;

function sky([top, middle, low]: readonly [string, string, string]): string {
  return `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/>
    <stop offset=".6" stop-color="${middle}"/><stop offset="1" stop-color="${low}"/></linearGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="4"/></filter>`;
}

const picture = (width: number, height: number, definitions: string, content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
   <defs>${definitions}</defs>${content}</svg>`;

const SEA = picture(
  1600,
  1067,
  `${sky(SKIES.evening)}<linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#c98a5e"/>
   <stop offset=".25" stop-color="#48658f"/><stop offset="1" stop-color="#16273f"/></linearGradient>`,
  `<rect width="1600" height="640" fill="url(#sky)"/><circle cx="1050" cy="520" r="78" fill="#fff1c4" filter="url(#soft)"/>
   <rect y="630" width="1600" height="437" fill="url(#sea)"/>
   <path d="M1000 660h100M985 700h130M1015 745h75M970 800h160M1005 870h95" stroke="#ffe0a3" stroke-width="9" stroke-linecap="round"
     opacity=".75" filter="url(#soft)"/>
   <g transform="translate(640 860) scale(1.4) translate(-640 -860)"><path d="M520 800h250l-48 62h-158Z" fill="#4c2f22"/>
   <path d="M640 800V560l118 205H640Z" fill="#f5efe2"/><path d="M628 800V600l-80 170h80Z" fill="#e4dac6"/>
   <path d="M634 560v245" stroke="#2d1c14" stroke-width="8"/>
   <path d="M560 812v36M580 812v36M560 830h20M594 812v36M594 812h18M594 830h14M594 848h18M626 812v36h18M658 812v36h18M690 812h20v36h-20z"
     stroke="#fff" stroke-width="5" fill="none"/></g>`,
);

const HILLS = picture(
  1067,
  1600,
  `${sky(SKIES.morning)}<linearGradient id="far" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#6f8a9c"/>
   <stop offset="1" stop-color="#b9c4bf"/></linearGradient><linearGradient id="near" x1="0" y1="0" x2="0" y2="1">
   <stop offset="0" stop-color="#4d6b45"/><stop offset="1" stop-color="#22371f"/></linearGradient>`,
  `<rect width="1067" height="1600" fill="url(#sky)"/><circle cx="300" cy="520" r="64" fill="#fff6dd" filter="url(#soft)"/>
   <path d="M0 900 190 620 330 790 520 480 760 820 880 700 1067 930V1600H0Z" fill="url(#far)"/>
   <path d="M520 480 440 610 500 640 540 590 600 650 620 625Z" fill="#f4f6f6"/>
   <path d="M0 1080Q260 930 560 1060T1067 1010V1600H0Z" fill="#7d9471"/>
   <path d="M0 1260Q320 1110 640 1240T1067 1200V1600H0Z" fill="url(#near)"/>
   ${[120, 210, 330, 760, 850, 960]
     .map((x, index) => {
       const y = 1230 + (index % 3) * 40;
       return `<path d="M${x} ${y}l-46 130h92Zm0 70-60 150h120Z" fill="#1c3020"/><path d="M${x - 7} ${y + 210}h14v40h-14z" fill="#2d1e14"/>`;
     })
     .join('')}`,
);

const TOWN = picture(
  1600,
  1200,
  sky(SKIES.night),
  `<rect width="1600" height="1200" fill="url(#sky)"/><circle cx="1260" cy="240" r="70" fill="#f2efdc"/>
   <circle cx="1290" cy="225" r="64" fill="#1c2f59"/>
   ${Array.from({ length: 60 }, (_, index) => `<circle cx="${(index * 397) % 1600}" cy="${(index * 211) % 560}" r="${1 + (index % 3)}" fill="#fff" opacity=".8"/>`).join('')}
   ${Array.from({ length: 9 }, (_, index) => {
     const height = 260 + ((index * 157) % 380);
     const x = index * 180 - 10;
     const lit = Array.from({ length: 24 }, (_, lamp) => {
       const isLit = (lamp * 7 + index * 5) % 3 === 0;
       return `<rect x="${x + 24 + (lamp % 4) * 34}" y="${1230 - height + 30 + Math.floor(lamp / 4) * 56}" width="20" height="30" fill="${isLit ? '#ffd98a' : '#1b2440'}"/>`;
     }).join('');
     return `<rect x="${x}" y="${1200 - height}" width="170" height="${height}" fill="#0d1530"/>${lit}`;
   }).join('')}`,
);

/** @returns JPEG files of some hundred kilobytes, and one text that calls itself a photograph. */
export async function drawSamples(): Promise<FoundFile[]> {
  const drawn = await Promise.all(
    (
      [
        ['evening-by-the-sea.jpg', SEA],
        ['morning-in-the-hills.jpg', HILLS],
        ['town-at-night.jpg', TOWN],
      ] as const
    ).map(async ([name, svg]) => ({
      name,
      file: new File([await toJpeg(svg)], name, { type: 'image/jpeg' }),
    })),
  );
  const text = new File(
    ['This file calls itself a photograph, but it is a few words.\n'],
    'no-picture-at-all.jpg',
    {
      type: 'image/jpeg',
    },
  );
  return [...drawn, { name: text.name, file: text }].map(({ name, file }) => ({
    name: `samples/${name}`,
    file,
  }));
}

async function toJpeg(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('Expected a JPEG'))),
        'image/jpeg',
        0.9,
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
