// XMP (ISO 16684-1): the properties that the record needs, from RDF in XML.

import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Tags } from './tags.ts';
import { decodeBytes } from './text.ts';
import { repairXml } from './xml-repair.ts';

const XML = 'http://www.w3.org/XML/1998/namespace';

/** Namespaces by the prefix that is theirs by custom. Programs get the version and the last character wrong. */
const NAMESPACES: Readonly<Record<string, string>> = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns',
  tiff: 'http://ns.adobe.com/tiff/1.0',
  exif: 'http://ns.adobe.com/exif/1.0',
  exifEX: 'http://cipa.jp/exif/1.0',
  aux: 'http://ns.adobe.com/exif/1.0/aux',
  dc: 'http://purl.org/dc/elements/1.1',
  xap: 'http://ns.adobe.com/xap/1.0', // its former name
  xmp: 'http://ns.adobe.com/xap/1.0',
  xmpNote: 'http://ns.adobe.com/xmp/note',
  photoshop: 'http://ns.adobe.com/photoshop/1.0',
  lr: 'http://ns.adobe.com/lightroom/1.0',
  digiKam: 'http://www.digikam.org/ns/1.0',
  MicrosoftPhoto: 'http://ns.microsoft.com/photo/1.0',
  mediapro: 'http://ns.iview-multimedia.com/mediapro/1.0',
  acdsee: 'http://ns.acdsee.com/iptc/1.0',
};

/** Prefixes by namespace. */
const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMESPACES).map(([prefix, namespace]) => [withoutVersion(namespace), prefix]),
);

/** `http://ns.adobe.com/exif/1.0/aux/` is `http://ns.adobe.com/exif/aux`. */
function withoutVersion(namespace: string): string {
  return namespace.replace(/\/\d+\.\d+(?=\/|$)/, '').replace(/[/#]$/, '');
}

/** The properties that are read, and the names that exiftool gives them. */
const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['tiff:Make', 'XMP-tiff:Make'],
  ['tiff:Model', 'XMP-tiff:Model'],
  ['tiff:Orientation', 'XMP-tiff:Orientation'],
  ['tiff:Software', 'XMP-tiff:Software'],
  ['tiff:ImageDescription', 'XMP-tiff:ImageDescription'],
  ['tiff:Artist', 'XMP-tiff:Artist'],
  ['tiff:Copyright', 'XMP-tiff:Copyright'],
  ['exif:DateTimeOriginal', 'XMP-exif:DateTimeOriginal'],
  ['exif:DateTimeDigitized', 'XMP-exif:DateTimeDigitized'],
  ['exif:ExposureTime', 'XMP-exif:ExposureTime'],
  ['exif:FNumber', 'XMP-exif:FNumber'],
  ['exif:ISOSpeedRatings', 'XMP-exif:ISO'],
  ['exif:FocalLength', 'XMP-exif:FocalLength'],
  ['exif:FocalLengthIn35mmFilm', 'XMP-exif:FocalLengthIn35mmFormat'],
  ['exif:Fired', 'XMP-exif:FlashFired'], // inside exif:Flash
  ['exif:UserComment', 'XMP-exif:UserComment'],
  ['exif:GPSLatitude', 'XMP-exif:GPSLatitude'],
  ['exif:GPSLatitudeRef', 'XMP-exif:GPSLatitudeRef'], // in no standard, and written
  ['exif:GPSLongitude', 'XMP-exif:GPSLongitude'],
  ['exif:GPSLongitudeRef', 'XMP-exif:GPSLongitudeRef'],
  ['exif:GPSAltitude', 'XMP-exif:GPSAltitude'],
  ['exif:GPSAltitudeRef', 'XMP-exif:GPSAltitudeRef'],
  ['exif:GPSImgDirection', 'XMP-exif:GPSImgDirection'],
  ['exifEX:LensModel', 'XMP-exifEX:LensModel'],
  ['exifEX:PhotographicSensitivity', 'XMP-exifEX:PhotographicSensitivity'],
  ['aux:Lens', 'XMP-aux:Lens'],
  ['dc:title', 'XMP-dc:Title'],
  ['dc:description', 'XMP-dc:Description'],
  ['dc:creator', 'XMP-dc:Creator'],
  ['dc:rights', 'XMP-dc:Rights'],
  ['dc:subject', 'XMP-dc:Subject'],
  ['xmp:CreateDate', 'XMP-xmp:CreateDate'],
  ['xmp:Rating', 'XMP-xmp:Rating'],
  ['xmpNote:HasExtendedXMP', 'XMP-xmpNote:HasExtendedXMP'],
  ['photoshop:DateCreated', 'XMP-photoshop:DateCreated'],
  ['lr:hierarchicalSubject', 'XMP-lr:HierarchicalSubject'],
  ['digiKam:TagsList', 'XMP-digiKam:TagsList'],
  ['MicrosoftPhoto:LastKeywordXMP', 'XMP-microsoft:LastKeywordXMP'],
  ['MicrosoftPhoto:Rating', 'XMP-microsoft:RatingPercent'],
  ['mediapro:CatalogSets', 'XMP-mediapro:CatalogSets'],
  ['acdsee:caption', 'XMP-acdsee:Caption'],
  ['acdsee:keywords', 'XMP-acdsee:Keywords'],
  ['acdsee:rating', 'XMP-acdsee:Rating'],
]);

/** Values of one list that are kept: more than enters a record, and far fewer than a hostile file may hold. */
const MAX_LIST_LENGTH = 1_000;

/** Deeper than any packet of a real program, whose histories nest about ten deep. */
const MAX_DEPTH = 100;

/** Errors after which a packet is read no further. */
const MAX_ERRORS = 1_000;

/**
 * Adds the properties of a packet. One that breaks off, or is no proper XML, counts as far as it can be read.
 *
 * @returns What was wrong with it, as warnings.
 */
export function readXmp(packet: Buffer, tags: Tags): string[] {
  const text = decodePacket(packet);
  const found = parse(text);
  if (found.damage === undefined) {
    for (const [tag, values] of found.properties) tags.set(tag, values);
    return [];
  }
  // What a parser loses behind the damage is there once that is repaired; the value of a name that is set first stays.
  const repaired = parse(repairXml(text));
  for (const [tag, values] of [...repaired.properties, ...found.properties]) tags.set(tag, values);
  return [`The XMP is damaged: ${found.damage}`];
}

interface Parsed {
  readonly properties: readonly (readonly [tag: string, values: readonly string[]])[];
  /** What was wrong first. */
  readonly damage: string | undefined;
}

function parse(text: string): Parsed {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const reader = new PropertyReader();
  let damage: string | undefined;
  let errors = 0;
  parser.on('error', (error) => {
    damage ??= error.message;
    if (++errors > MAX_ERRORS) throw error; // each takes time: what is wrong that often is no XMP
  });
  parser.on('opentag', (element) => reader.open(element));
  parser.on('text', (part) => reader.text(part));
  parser.on('cdata', (part) => reader.text(part));
  parser.on('closetag', () => reader.close());
  try {
    parser.write(text).close();
  } catch (error) {
    damage ??= error instanceof Error ? error.message : String(error);
  }
  return { properties: reader.properties, damage };
}

/** `dc:title`, by the namespace where it is known, and by the prefix where that has none: some leave it undeclared. */
function nameOf({ uri, prefix, local }: { uri: string; prefix: string; local: string }): string {
  return `${PREFIXES.get(withoutVersion(uri)) ?? toCustomary(prefix, uri)}:${local}`;
}

function toCustomary(prefix: string, uri: string): string {
  if (uri !== '' && uri !== prefix) return uri; // declared as another's
  return PREFIXES.get(withoutVersion(NAMESPACES[prefix] ?? '')) ?? prefix;
}

/** What an element holds: text, or in `rdf:value` beside qualifiers of it, whose text is not a part of it. */
interface Content {
  readonly depth: number;
  text: string;
  value?: string;
}

/** Follows the elements of a packet, and keeps each wanted property when its element ends. */
class PropertyReader {
  readonly properties: [tag: string, values: string[]][] = [];
  /** The names of the open elements from `rdf:RDF` on. */
  readonly #path: string[] = [];
  #property: (Content & { tag: string; items: string[] }) | undefined;
  #item: (Content & { isDefault: boolean }) | undefined;
  /** Of the open `rdf:value`. */
  #valueDepth: number | undefined;

  open(element: SaxesTagNS): void {
    const name = nameOf(element);
    if (this.#path.length === 0 && name !== 'rdf:RDF') return;
    if (this.#path.length >= MAX_DEPTH) throw new RangeError(`it nests more than ${MAX_DEPTH} deep`);
    this.#path.push(name);
    const depth = this.#path.length;

    // No property stands in another: the one that is open was never closed.
    if (this.#item === undefined && PROPERTIES.has(name)) this.#endProperty();
    if (this.#property === undefined) {
      const tag = this.#isPropertyPlace(depth - 1) ? PROPERTIES.get(name) : undefined;
      if (tag !== undefined) this.#property = { tag, depth, text: '', items: [] };
    } else if (name === 'rdf:li' && this.#item === undefined) {
      const language = Object.values(element.attributes).find(
        ({ uri, local }) => uri === XML && local === 'lang',
      );
      this.#item = { depth, text: '', isDefault: language?.value === 'x-default' };
    }
    if (this.#isPropertyPlace(depth)) this.#addAttributes(element);
    this.#openValue(name, element);
  }

  text(text: string): void {
    const content = this.#item ?? this.#property;
    if (content === undefined) return;
    if (this.#valueDepth === undefined) content.text += text;
    else content.value += text;
  }

  close(): void {
    const depth = this.#path.length;
    if (this.#valueDepth === depth) this.#valueDepth = undefined;
    if (this.#item?.depth === depth) {
      this.#addItem(this.#item);
      this.#item = undefined;
    }
    if (this.#property?.depth === depth) this.#endProperty();
    this.#path.pop();
  }

  /** ISO 16684-1, 7.8: a value with qualifiers stands in an element of its own, or in an attribute. */
  #openValue(name: string, element: SaxesTagNS): void {
    const content = this.#item ?? this.#property;
    if (content === undefined) return;
    const attribute = Object.values(element.attributes).find((one) => nameOf(one) === 'rdf:value');
    if (attribute !== undefined) content.value = attribute.value;
    if (name !== 'rdf:value') return;
    content.value = '';
    this.#valueDepth = this.#path.length;
  }

  #endProperty(): void {
    if (this.#property === undefined) return;
    const { tag, text, value = text, items } = this.#property;
    this.#add(tag, items.length > 0 ? items : [value]);
    this.#property = undefined;
  }

  /** Properties stand in an `rdf:Description` below `rdf:RDF`, and in `exif:Flash`, the one structure that is read. */
  #isPropertyPlace(depth: number): boolean {
    const [, description, outer = ''] = this.#path;
    const isOpen = outer === 'exif:Flash' || PROPERTIES.has(outer); // a structure, or a property without an end
    return description === 'rdf:Description' && (depth === 2 || (depth > 2 && isOpen));
  }

  #addAttributes(element: SaxesTagNS): void {
    for (const attribute of Object.values(element.attributes)) {
      const tag = PROPERTIES.get(nameOf(attribute));
      if (tag !== undefined) this.#add(tag, [attribute.value]);
    }
  }

  /** The default language goes first, so that it is what one value is taken from. */
  #addItem({ text, value = text, isDefault }: Content & { isDefault: boolean }): void {
    const items = this.#property?.items ?? [];
    if (isDefault) items.unshift(value);
    else if (items.length < MAX_LIST_LENGTH) items.push(value);
  }

  #add(tag: string, values: readonly string[]): void {
    const filled = values.map((value) => value.trim()).filter((value) => value !== '');
    if (filled.length > 0) this.properties.push([tag, filled]);
  }
}

/** Behind it lies what a longer packet has left there. */
const PACKET_END = /<\?xpacket end=.{0,20}\?>|<\/[\w-]{1,20}:xmpmeta\s{0,20}>/;

/** UTF-8 but for rare packets in UTF-16; padding behind the packet is cut off. */
function decodePacket(packet: Buffer): string {
  const start = packet.length >= 2 ? packet.readUInt16BE(0) : 0;
  const isBigEndian = start === 0xfeff || start === 0x003c;
  const isLittleEndian = start === 0xfffe || start === 0x3c00;
  const encoding = isBigEndian ? 'utf-16be' : isLittleEndian ? 'utf-16le' : undefined;
  const text = encoding === undefined ? decodeBytes(packet) : new TextDecoder(encoding).decode(packet);
  const end = PACKET_END.exec(text);
  return text.slice(0, end === null ? text.lastIndexOf('>') + 1 : end.index + end[0].length);
}
