// XMP (ISO 16684-1): the properties that the record needs, from RDF in XML.

import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Tags } from './tags.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const XML = 'http://www.w3.org/XML/1998/namespace';
const TIFF = 'http://ns.adobe.com/tiff/1.0/';
const EXIF = 'http://ns.adobe.com/exif/1.0/';
const EXIF_EX = 'http://cipa.jp/exif/1.0/';
const AUX = 'http://ns.adobe.com/exif/1.0/aux/';
const DC = 'http://purl.org/dc/elements/1.1/';
const XMP = 'http://ns.adobe.com/xap/1.0/';
const PHOTOSHOP = 'http://ns.adobe.com/photoshop/1.0/';

/** The properties that are read, by namespace and name, and the names that exiftool gives them. */
const PROPERTIES: ReadonlyMap<string, string> = new Map([
  [`${TIFF}Make`, 'XMP-tiff:Make'],
  [`${TIFF}Model`, 'XMP-tiff:Model'],
  [`${TIFF}Orientation`, 'XMP-tiff:Orientation'],
  [`${TIFF}Software`, 'XMP-tiff:Software'],
  [`${TIFF}ImageDescription`, 'XMP-tiff:ImageDescription'],
  [`${TIFF}Artist`, 'XMP-tiff:Artist'],
  [`${TIFF}Copyright`, 'XMP-tiff:Copyright'],
  [`${EXIF}DateTimeOriginal`, 'XMP-exif:DateTimeOriginal'],
  [`${EXIF}DateTimeDigitized`, 'XMP-exif:DateTimeDigitized'],
  [`${EXIF}ExposureTime`, 'XMP-exif:ExposureTime'],
  [`${EXIF}FNumber`, 'XMP-exif:FNumber'],
  [`${EXIF}ISOSpeedRatings`, 'XMP-exif:ISO'],
  [`${EXIF}FocalLength`, 'XMP-exif:FocalLength'],
  [`${EXIF}FocalLengthIn35mmFilm`, 'XMP-exif:FocalLengthIn35mmFormat'],
  [`${EXIF}Fired`, 'XMP-exif:FlashFired'], // inside exif:Flash
  [`${EXIF}UserComment`, 'XMP-exif:UserComment'],
  [`${EXIF}GPSLatitude`, 'XMP-exif:GPSLatitude'],
  [`${EXIF}GPSLongitude`, 'XMP-exif:GPSLongitude'],
  [`${EXIF}GPSAltitude`, 'XMP-exif:GPSAltitude'],
  [`${EXIF}GPSAltitudeRef`, 'XMP-exif:GPSAltitudeRef'],
  [`${EXIF}GPSImgDirection`, 'XMP-exif:GPSImgDirection'],
  [`${EXIF_EX}LensModel`, 'XMP-exifEX:LensModel'],
  [`${EXIF_EX}PhotographicSensitivity`, 'XMP-exifEX:PhotographicSensitivity'],
  [`${AUX}Lens`, 'XMP-aux:Lens'],
  [`${DC}title`, 'XMP-dc:Title'],
  [`${DC}description`, 'XMP-dc:Description'],
  [`${DC}creator`, 'XMP-dc:Creator'],
  [`${DC}rights`, 'XMP-dc:Rights'],
  [`${DC}subject`, 'XMP-dc:Subject'],
  [`${XMP}CreateDate`, 'XMP-xmp:CreateDate'],
  [`${XMP}Rating`, 'XMP-xmp:Rating'],
  [`${PHOTOSHOP}DateCreated`, 'XMP-photoshop:DateCreated'],
]);

/** Values of one list that are kept: more than enters a record, and far fewer than a hostile file may hold. */
const MAX_LIST_LENGTH = 1_000;

/** Deeper than any packet of a real program, whose histories nest about ten deep. */
const MAX_DEPTH = 100;

/**
 * Adds the properties of a packet. One that breaks off, or is no proper XML, counts as far as it goes.
 *
 * @returns What was wrong with it, as warnings.
 */
export function readXmp(packet: Buffer, tags: Tags): string[] {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const properties = new PropertyReader(tags);
  let damage: string | undefined;
  parser.on('error', (error) => {
    damage ??= error.message;
  });
  parser.on('opentag', (element) => properties.open(element));
  parser.on('text', (text) => properties.text(text));
  parser.on('cdata', (text) => properties.text(text));
  parser.on('closetag', () => properties.close());
  try {
    parser.write(decodePacket(packet)).close();
  } catch (error) {
    damage ??= error instanceof Error ? error.message : String(error);
  }
  return damage === undefined ? [] : [`The XMP is damaged: ${damage}`];
}

/** Follows the elements of a packet, and adds each wanted property when its element ends. */
class PropertyReader {
  readonly #tags: Tags;
  /** The names of the open elements from `rdf:RDF` on. */
  readonly #path: string[] = [];
  #property: { tag: string; depth: number; text: string; items: string[] } | undefined;
  #item: { depth: number; text: string; isDefault: boolean } | undefined;

  constructor(tags: Tags) {
    this.#tags = tags;
  }

  open(element: SaxesTagNS): void {
    const name = element.uri + element.local;
    if (this.#path.length === 0 && name !== `${RDF}RDF`) return;
    if (this.#path.length >= MAX_DEPTH) throw new RangeError(`it nests more than ${MAX_DEPTH} deep`);
    this.#path.push(name);
    const depth = this.#path.length;

    if (this.#property === undefined) {
      const tag = this.#isPropertyPlace(depth - 1) ? PROPERTIES.get(name) : undefined;
      if (tag !== undefined) this.#property = { tag, depth, text: '', items: [] };
    } else if (name === `${RDF}li` && this.#item === undefined) {
      const language = Object.values(element.attributes).find(
        ({ uri, local }) => uri === XML && local === 'lang',
      );
      this.#item = { depth, text: '', isDefault: language?.value === 'x-default' };
    }
    if (this.#isPropertyPlace(depth)) this.#addAttributes(element);
  }

  text(text: string): void {
    if (this.#item !== undefined) this.#item.text += text;
    else if (this.#property !== undefined) this.#property.text += text;
  }

  close(): void {
    const depth = this.#path.length;
    if (this.#item?.depth === depth) {
      this.#addItem(this.#item);
      this.#item = undefined;
    }
    if (this.#property?.depth === depth) {
      const { tag, text, items } = this.#property;
      this.#add(tag, items.length > 0 ? items : [text]);
      this.#property = undefined;
    }
    this.#path.pop();
  }

  /** Properties stand in an `rdf:Description` below `rdf:RDF`, and in `exif:Flash`, the one structure that is read. */
  #isPropertyPlace(depth: number): boolean {
    const isDescription = this.#path[1] === `${RDF}Description`;
    return isDescription && (depth === 2 || (depth > 2 && this.#path[2] === `${EXIF}Flash`));
  }

  #addAttributes(element: SaxesTagNS): void {
    for (const { uri, local, value } of Object.values(element.attributes)) {
      const tag = PROPERTIES.get(uri + local);
      if (tag !== undefined) this.#add(tag, [value]);
    }
  }

  /** The default language goes first, so that it is what one value is taken from. */
  #addItem({ text, isDefault }: { text: string; isDefault: boolean }): void {
    const items = this.#property?.items ?? [];
    if (isDefault) items.unshift(text);
    else if (items.length < MAX_LIST_LENGTH) items.push(text);
  }

  #add(tag: string, values: readonly string[]): void {
    const filled = values.map((value) => value.trim()).filter((value) => value !== '');
    if (filled.length > 0) this.#tags.set(tag, filled);
  }
}

/** UTF-8 but for rare packets in UTF-16; padding behind the packet is cut off. */
function decodePacket(packet: Buffer): string {
  const start = packet.length >= 2 ? packet.readUInt16BE(0) : 0;
  const isBigEndian = start === 0xfeff || start === 0x003c;
  const isLittleEndian = start === 0xfffe || start === 0x3c00;
  const encoding = isBigEndian ? 'utf-16be' : isLittleEndian ? 'utf-16le' : 'utf-8';
  const text = new TextDecoder(encoding).decode(packet);
  return text.slice(0, text.lastIndexOf('>') + 1);
}
