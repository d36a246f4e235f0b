// IPTC datasets and Photoshop's image resources.

/** Declares UTF-8: dataset 1:90. */
export const UTF8_DECLARATION = Buffer.from('\x1c\x01\x5a\x00\x03\x1b%G', 'latin1');

/** Datasets of record 2: their number, and text as Latin-1 or bytes. */
export function toIptc(...datasets: readonly (readonly [number, string | Buffer])[]): Buffer {
  return Buffer.concat(
    datasets.map(([dataset, value]) => {
      const content = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
      const head = Buffer.from([0x1c, 2, dataset, 0, 0]);
      head.writeUInt16BE(content.length, 3);
      return Buffer.concat([head, content]);
    }),
  );
}

/** A dataset whose length takes four bytes, as for texts beyond 32 KiB. */
export function toExtendedDataset(dataset: number, text: string): Buffer {
  const content = Buffer.from(text, 'latin1');
  const head = Buffer.from([0x1c, 2, dataset, 0x80, 4, 0, 0, 0, 0]);
  head.writeUInt32BE(content.length, 5);
  return Buffer.concat([head, content]);
}

/** One resource without a name, padded to an even length. */
export function toImageResource(id: number, content: Buffer, signature = '8BIM'): Buffer {
  const head = Buffer.alloc(12);
  head.write(signature);
  head.writeUInt16BE(id, 4);
  head.writeUInt32BE(content.length, 8);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}
