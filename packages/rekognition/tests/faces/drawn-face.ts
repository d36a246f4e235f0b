// Faces that are drawn, plain enough to fit here and lifelike enough for the real models to find.

import sharp from 'sharp';

export interface DrawnFace {
  /** Between the eyes, in pixels of the picture. */
  x: number;
  y: number;
  /** 1 is about 200 px from cheek to cheek. */
  scale: number;
  /** Degrees, clockwise. */
  rotate?: number;
  skin?: string;
  hair?: string;
  isMouthOpen?: boolean;
  /** How far the eyes look to the right of the picture, in pixels before scaling. */
  gaze?: number;
}

/** PNG. @param behind - A colour; `none` where the faces are laid over another picture. */
export function drawFaces(
  width: number,
  height: number,
  faces: readonly DrawnFace[],
  behind = '#9db4c0',
): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${behind}"/>${faces.map(toGroup).join('')}</svg>`;
  return sharp(Buffer.from(svg)).blur(0.7).png().toBuffer();
}

function toGroup(face: DrawnFace): string {
  const { x, y, scale, rotate = 0 } = face;
  return `<g transform="translate(${x} ${y}) rotate(${rotate}) scale(${scale})">${toHead(face)}</g>`;
}

function toHead({ skin = '#e0ac88', hair = '#4a3020', isMouthOpen = false, gaze = 0 }: DrawnFace): string {
  return `
    <rect x="-45" y="103" width="90" height="120" fill="#b5805c"/>
    <path d="M-190 338 Q-170 198 0 193 Q170 198 190 338Z" fill="#3a5a80"/>
    <ellipse cy="-12" rx="118" ry="155" fill="${hair}"/>
    <ellipse cy="18" rx="98" ry="132" fill="${skin}"/>
    <path d="M-100 -17 Q-90 -132 0 -120 Q95 -132 100 -17 Q70 -87 0 -87 Q-70 -87 -100 -17Z" fill="${hair}"/>
    ${toEye(-42, gaze, hair)}${toEye(42, gaze, hair)}
    <path d="M-10 8 Q-14 43 -22 56 Q-10 70 0 66 Q10 70 22 56 Q14 43 10 8" fill="#d09a76"/>
    <path d="M-22 56 Q-14 66 -6 62 M22 56 Q14 66 6 62" fill="none" stroke="#7a4a34" stroke-width="4"/>
    <ellipse cy="48" rx="9" ry="12" fill="#f0c4a4" opacity="0.7"/>
    ${isMouthOpen ? OPEN_MOUTH : SHUT_MOUTH}`;
}

function toEye(x: number, gaze: number, hair: string): string {
  return `<g transform="translate(${x} 0)">
    <path d="M-24 0 Q0 -19 24 0 Q0 13 -24 0Z" fill="#fff"/>
    <circle cx="${gaze}" r="9.5" fill="#4b6a3a"/><circle cx="${gaze}" r="4.5" fill="#111"/>
    <path d="M-26 0 Q0 -22 26 0" fill="none" stroke="#3a2418" stroke-width="4"/>
    <path d="M-30 -25 Q0 -42 30 -25" fill="none" stroke="${hair}" stroke-width="9"/></g>`;
}

const UPPER_LIP = '<path d="M-36 100 Q-16 88 0 94 Q16 88 36 100 Q0 104 -36 100Z" fill="#a8463e"/>';
const SHUT_MOUTH = `${UPPER_LIP}
  <path d="M-36 100 Q0 124 36 100 Q0 106 -36 100Z" fill="#c05a50"/>
  <path d="M-37 100 Q0 108 37 100" fill="none" stroke="#6a2420" stroke-width="3"/>`;
const OPEN_MOUTH = `${UPPER_LIP}
  <path d="M-36 100 Q0 142 36 100 Q0 128 -36 100Z" fill="#c05a50"/>
  <path d="M-34 100 Q0 102 34 100 Q0 132 -34 100Z" fill="#401010"/>`;
