// IPTC IIM 4.2: the datasets of record 2 that the record needs, and the Photoshop resources that carry them.

import { createHash } from 'node:crypto';
import type { Tags } from './tags.ts';
import { decodeText } from './text.ts';

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

/** Datasets of one block, and resources around it, that are looked at: real files have a hundred. */
const MAX_DATASETS = 10_000;
const MAX_RESOURCES = 1_000;

const DATASET_MARKER = 0x1c;
const RECORDS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 240]; // 240 is FotoStation's

interface IptcBlock {
  readonly bytes: Buffer;
  /** Its datasets follow one another up to its end. */
  readonly isWhole: boolean;
}

/** Photoshop image resources by number. */
const IPTC_RESOURCE = 0x0404;
const IPTC_DIGEST_RESOURCE = 0x0425;

/**
 * Adds the datasets of all blocks of a file, and the digest that tells whether they are in step with the XMP.
 *
 * @param blocks - IPTC itself, or Photoshop's image resources with IPTC in one of them.
 * @returns What was wrong with them, as warnings.
 */
export function readIptcBlocks(blocks: readonly Buffer[], tags: Tags): string[] {
  const warnings: string[] = [];
  const found = blocks.flatMap((block) => {
    const iptc = unswap(block);
    return iptc === undefined ? readResources(block, tags) : [iptc];
  });
  // TIFF files may have it twice, of which one is cut: what is whole goes first, and its values stay.
  const inOrder = found.map(toBlock).sort((one, other) => Number(other.isWhole) - Number(one.isWhole));
  for (const { bytes, isWhole } of inOrder) {
    readDatasets(bytes, tags);
    if (!isWhole && inOrder.length === 1) warnings.push('The IPTC is damaged');
  }
  const first = inOrder[0]?.bytes;
  if (first !== undefined)
    tags.set('File:CurrentIPTCDigest', [createHash('md5').update(first).digest('hex')]);
  return warnings;
}

/** @returns IPTC as such; a TIFF's whose numbers of four bytes a program has swapped, put back; undefined for others. */
function unswap(block: Buffer): Buffer | undefined {
  if (block[0] === DATASET_MARKER) return block;
  if (block[3] !== DATASET_MARKER || !RECORDS.includes(block[2] ?? 0)) return undefined;
  return Buffer.from(block.subarray(0, block.length - (block.length % 4))).swap32();
}

function toBlock(bytes: Buffer): IptcBlock {
  let end = 0;
  let isWhole = true;
  for (const dataset of datasets(bytes)) {
    if (dataset.start !== end) isWhole = false;
    end = dataset.end;
  }
  // TIFF fills up to four bytes with zeros.
  return {
    bytes,
    isWhole: isWhole && end <= bytes.length && bytes.subarray(end).every((byte) => byte === 0),
  };
}

interface Dataset {
  readonly record: number;
  readonly dataset: number;
  readonly content: Buffer;
  readonly start: number;
  /** Where the next begins; beyond the block where this one is cut. */
  readonly end: number;
}

/** The datasets of a block. What is none is passed over, up to the next marker. */
function* datasets(block: Buffer): Generator<Dataset> {
  let offset = nextMarker(block, 0);
  for (let count = 0; count < MAX_DATASETS && offset + 5 <= block.length; count++) {
    let contentAt = offset + 5;
    let length = block.readUInt16BE(offset + 3);
    if (length > 0x7fff) {
      // An extended dataset: the lower bits count the bytes of its true length.
      const lengthBytes = length & 0x7fff;
      if (lengthBytes < 1 || lengthBytes > 6 || contentAt + lengthBytes > block.length) {
        offset = nextMarker(block, offset + 1);
        continue;
      }
      length = block.readUIntBE(contentAt, lengthBytes);
      contentAt += lengthBytes;
    }
    const end = contentAt + length;
    const content = block.subarray(contentAt, end);
    const [record, dataset] = [block.readUInt8(offset + 1), block.readUInt8(offset + 2)];
    yield { record, dataset, content, start: offset, end };
    offset = nextMarker(block, end);
  }
}

/** Where the next dataset may begin, from `from` on; the end of the block where none does. */
function nextMarker(block: Buffer, from: number): number {
  let at = block.indexOf(DATASET_MARKER, from);
  while (at >= 0 && !RECORDS.includes(block[at + 1] ?? 0)) at = block.indexOf(DATASET_MARKER, at + 1);
  return at < 0 ? block.length : at;
}

function readDatasets(block: Buffer, tags: Tags): void {
  const values = new Map<string, string[]>();
  for (const { record, dataset, content } of datasets(block)) {
    const known = record === 2 ? DATASETS.get(dataset) : undefined;
    if (known === undefined) continue;
    const list = values.get(known.tag) ?? [];
    const text = decodeText(content); // whatever 1:90 declares: programs declare UTF-8 and write Latin-1, and reversely
    if (text !== undefined && (list.length === 0 || (known.isList && list.length < MAX_VALUES)))
      list.push(text);
    values.set(known.tag, list);
  }
  for (const [tag, list] of values) if (list.length > 0) tags.set(tag, list);
}

/** Of Photoshop, and of other programs: Lightroom, PhotoDeluxe and more. */
const SIGNATURES: readonly string[] = ['8BIM', 'AgHg', 'DCSR', 'MeSa', 'PHUT'];

/**
 * Reads IPTC out of Photoshop's image resources. What is none is passed over, up to the next one of Photoshop's.
 *
 * @see https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/#50577409_46269
 */
function readResources(block: Buffer, tags: Tags): Buffer[] {
  const iptc: Buffer[] = [];
  let offset = 0;
  for (let count = 0; count < MAX_RESOURCES && offset + 12 <= block.length; count++) {
    const resource = readResource(block, offset);
    if (resource === undefined) {
      // The size of some leaves out a byte of padding that is there, or counts one that is not.
      offset = nextResource(block, offset);
      continue;
    }
    const { id, content, end } = resource;
    if (id === IPTC_RESOURCE) iptc.push(content);
    if (id === IPTC_DIGEST_RESOURCE) tags.set('Photoshop:IPTCDigest', [content.toString('hex')]);
    offset = isResource(block, end - 1) ? end - 1 : end;
  }
  return iptc;
}

/** @returns undefined where there is none, and where what lies there would reach beyond the block and is no IPTC. */
function readResource(
  block: Buffer,
  offset: number,
): { id: number; content: Buffer; end: number } | undefined {
  if (!isResource(block, offset)) return undefined;
  const id = block.readUInt16BE(offset + 4);
  const nameLength = block.readUInt8(offset + 6) + 1;
  const sizeAt = offset + 6 + nameLength + (nameLength % 2);
  if (sizeAt + 4 > block.length) return undefined;
  const size = block.readUInt32BE(sizeAt);
  const contentEnd = sizeAt + 4 + size;
  if (contentEnd > block.length && id !== IPTC_RESOURCE) return undefined;
  return { id, content: block.subarray(sizeAt + 4, contentEnd), end: contentEnd + (size % 2) };
}

/** @returns Whether bytes begin as IPTC or as an image resource, and not in the middle of one. */
export function isPhotoshopBlock(bytes: Buffer): boolean {
  return bytes[0] === DATASET_MARKER || isResource(bytes, 0);
}

function isResource(block: Buffer, offset: number): boolean {
  return SIGNATURES.includes(block.toString('latin1', offset, offset + 4));
}

/** Where the next of Photoshop's own may begin, behind `offset`; the end of the block where none does. */
function nextResource(block: Buffer, offset: number): number {
  const next = block.indexOf('8BIM', offset + 1, 'latin1');
  return next < 0 ? block.length : next;
}
