// What stands in the places of titles and captions and is no one's words: what cameras and programs write there.

import { UNREADABLE_TEXT } from './text.ts';

const MAKERS =
  'acer|agfa|aiptek|benq|canon|casio|concord|epson|fuji(film)?|ge|general|hp|jenoptik|kodak|konica( minolta)?|lg|medion|' +
  'minolta|moultrie|mustek|nikon|olympus|panasonic|pentax|polaroid|praktica|premier|ricoh|rollei|samsung|sanyo|sony|toshiba|vivitar';

/** Cameras' names of themselves, whole: OLYMPUS DIGITAL CAMERA, KODAK Digital Still Camera, SONY DSC, LG DIGITAL CAMERA. */
const CAMERA_TEXTS: readonly RegExp[] = [
  new RegExp(`^((${MAKERS}) )?digital ?((still|game|trail|video) ?)?camera$`, 'i'),
  new RegExp(`^(${MAKERS}) (dsc|camera|image)( pictures?)?$`, 'i'),
  /^([A-Z][A-Z\d.&-]* ){0,2}DIGITAL (GAME )?CAMERA$/,
  /^<[^<>]*\b(digimax|kenox|samsung)\b[^<>]*>$/i,
  /^(exif[ _])?jpeg[ _]picture$/i,
  // The file's name on the camera's card, which drones and action cameras write.
  /^([a-z]:)?[\\/]*dcim([\\/][\w.-]+)*$/i,
];

/** Texts that cameras and programs write where no one has written anything; in lower case. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(
  (
    'applemark|binary comment|charset=ascii|comment|created by imlib|default|description|dvc 10.1 hdmi|hellomoto|iclarified|' +
    'image description|imagedescription|my beautiful picture|none|null|picasa|samsung|scanner|smart|untitled|user comment|usercomments|x-default|' +
    // What Huawei's cameras did, in their own words.
    '_cuva|bsh|btf|btfhdr|btfmdn|btr|burst|cof|dav|dig|edf|fbt|fbthdr|frem|frontbhdp|fshbty|hdr|hdrpl|mde|mde_soft|mon|nor|' +
    'oznor|oznorco|oznorwo|ozedf|ozedfwo|ptr|qrf|rbt|rhdr|rpt|sdr|sdr_hdrb'
  ).split('|'),
);

/** How programs begin to speak of themselves. */
const PROGRAM_TEXT =
  /^(created with (the )?gimp|creator: gd-jpeg|file (source|written by) |lead technologies|processed by ebay|(oppo|oplus|vivo)_\d+)/i;

const JSON_OBJECT = /^\{\s*(["']?[\w$-]+["']?\s*:|\}$)/;
const XML = /^<(\?|[a-z][\w.-]*:[a-z]|[a-z][\w.-]*[^<>]*>\s*<[a-z])/i;
/** `filter: 0; module: photo; touch: (-1.0, -1.0);` and `CameraID=52.FrameCount=30.lutFilename=.` */
const SETTINGS =
  /^[\w-]{1,40}(: ?[^;\n]{0,60};\s*[\w-]{1,40}(: ?[^;\n]{0,60};)|=[^\s=]{0,60}[\s.;,&]+[\w-]{1,40}=[^\s=]{0,60}[\s.;,&]+[\w-]{1,40}=)/;
/** `R:  139 G:  255 B:  189 X:39852` and `Maker:0x4c,Date:2017-10-17,Ver:4`. */
const READINGS = /^(([a-z]{1,3}: *-?\d+ +){4}|maker:0x[\da-f]+,date:)/i;
/** Letters and digits in a word that no language has. */
const ENCODED = /^(?=[^\d]*\d)(?=[^a-z]*[a-z])[\w+/=-]{64,}$/i;

/** As much as tells what a text is. */
const MAX_EXAMINED_LENGTH = 2_000;

/**
 * @param names - What the file names as its maker, model and software: a text that is one of these says no more.
 * @returns What a text is that no person has written; undefined for all others.
 */
export function describeMachineText(text: string, names: readonly string[]): string | undefined {
  if (text === UNREADABLE_TEXT) return 'is no text';
  const start = text.slice(0, MAX_EXAMINED_LENGTH).trim();
  if (JSON_OBJECT.test(start) || isJsonArray(start)) return 'is JSON';
  if (XML.test(start)) return 'is XML';
  if (SETTINGS.test(start) || READINGS.test(start) || ENCODED.test(start))
    return "holds a program's own values";
  const words = start.replace(/\s+/g, ' ');
  const isPlaceholder =
    PLACEHOLDERS.has(words.toLowerCase()) ||
    CAMERA_TEXTS.some((pattern) => pattern.test(words)) ||
    PROGRAM_TEXT.test(words) ||
    names.some((name) => name.toLowerCase() === words.toLowerCase());
  return isPlaceholder ? "is the camera's or a program's own text" : undefined;
}

function isJsonArray(text: string): boolean {
  if (!text.startsWith('[')) return false;
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
