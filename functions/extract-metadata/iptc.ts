// IPTC IIM 4.2: the datasets of record 2 that the record needs, and the Photoshop resources that carry them.

import { createHash } from 'node:crypto';
import type { Tags } from './tags.ts';
import { cleanText, decodeText } from './text.ts';

/** Datasets of record 2, as exiftool names them; those marked may occur many times. */
const DATASETS: ReadonlyMap<number, { tag: string; isList?: true }> = new Map([
  [5, { tag: 'IPTC:ObjectName' }],
  [25, { tag: 'IPTC:Keywords', isList: true }],
  [55, { tag: 'IPTC:DateCreated' }],
  [60, { tag: 'IPTC:TimeCreated' }],
  [62, { tag: 'IPTC:DigitalCreationDate' }],
  [63, { tag: 'IPTC:DigitalCreationTime' }],
  [80, { tag: 'IPTC:By-line', isList: true }],
  [116, { tag: 'IPTC:CopyrightNotice' }],
  [120, { tag: 'IPTC:Caption-Abstract' }],
]);

/** Values of one dataset that are kept: more than enters a record. */
const MAX_VALUES = 1_000;

const DATASET_MARKER = 0x1c;

/** 1:90 names the encoding; this is UTF-8, the only one in use. */
const CODED_CHARACTER_SET = 90;
const UTF8_ESCAPE = '\x1b%G';

/** Adds the datasets of an IPTC block, and the digest that tells whether it is in step with the XMP. */
export function readIptc(block: Buffer, tags: Tags): void {
  const values = new Map<string, string[]>();
  let isUtf8 = false;
  let offset = 0;
  while (offset + 5 <= block.length && block[offset] === DATASET_MARKER) {
    const record = block[offset + 1];
    const dataset = block.readUInt8(offset + 2);
    const length = block.readUInt16BE(offset + 3);
    if (length > 0x7fff) break; // a dataset of more than 32 KiB: none of those that are read
    const content = block.subarray(offset + 5, offset + 5 + length);
    offset += 5 + length;
    if (record === 1 && dataset === CODED_CHARACTER_SET) isUtf8 = content.toString('latin1') === UTF8_ESCAPE;
    const known = record === 2 ? DATASETS.get(dataset) : undefined;
    if (known === undefined) continue;
    const list = values.get(known.tag) ?? [];
    // UTF-8 that is declared may be damaged; without a declaration it is what decodes as UTF-8.
    const text = isUtf8 ? cleanText(content.toString('utf8')) : decodeText(content);
    if (text !== undefined && (list.length === 0 || (known.isList && list.length < MAX_VALUES)))
      list.push(text);
    values.set(known.tag, list);
  }
  for (const [tag, list] of values) if (list.length > 0) tags.set(tag, list);
  if (values.size > 0) tags.set('File:CurrentIPTCDigest', [createHash('md5').update(block).digest('hex')]);
}

/** Photoshop image resources by number. */
const IPTC_RESOURCE = 0x0404;
const IPTC_DIGEST_RESOURCE = 0x0425;

/**
 * Reads IPTC out of Photoshop's image resources, or directly where a block is IPTC itself.
 *
 * @see https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/#50577409_46269
 */
export function readPhotoshopResources(block: Buffer, tags: Tags): void {
  if (block[0] === DATASET_MARKER) {
    readIptc(block, tags);
    return;
  }
  let offset = 0;
  while (offset + 12 <= block.length && block.toString('latin1', offset, offset + 4) === '8BIM') {
    const id = block.readUInt16BE(offset + 4);
    const nameLength = block.readUInt8(offset + 6) + 1;
    const sizeAt = offset + 6 + nameLength + (nameLength % 2);
    if (sizeAt + 4 > block.length) return;
    const size = block.readUInt32BE(sizeAt);
    const content = block.subarray(sizeAt + 4, sizeAt + 4 + size);
    if (id === IPTC_RESOURCE) readIptc(content, tags);
    if (id === IPTC_DIGEST_RESOURCE) tags.set('Photoshop:IPTCDigest', [content.toString('hex')]);
    offset = sizeAt + 4 + size + (size % 2);
  }
}
