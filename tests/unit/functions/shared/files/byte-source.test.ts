import { describe, expect, it, jest } from '@jest/globals';
import {
  bytesSource,
  type FetchRange,
  RangedSource,
  ReadBudgetError,
  sliceSource,
} from '../../../../../functions/shared/files/byte-source.ts';

const KIB = 1024;

/** Every byte tells where it stands. */
const file = Buffer.from(Array.from({ length: 100 * KIB }, (_, at) => (at * 7) % 251));

function ranged({ headBytes = 4 * KIB, maxFetchedBytes = 1_000 * KIB } = {}) {
  const fetchRange = jest.fn<FetchRange>(async (offset, length) => file.subarray(offset, offset + length));
  const head = file.subarray(0, headBytes);
  return { fetchRange, source: new RangedSource(file.length, fetchRange, { head, maxFetchedBytes }) };
}

describe('RangedSource', () => {
  it('fetches nothing that the head holds', async () => {
    const { source, fetchRange } = ranged();

    expect(await source.read(100, 2_000)).toEqual(file.subarray(100, 2_100));
    expect(fetchRange).not.toHaveBeenCalled();
    expect(source).toMatchObject({ fetchedBytes: 4 * KIB, requests: 1 });
  });

  it('fetches whole blocks around what is asked for, each once', async () => {
    const { source, fetchRange } = ranged();

    expect(await source.read(10_000, 10)).toEqual(file.subarray(10_000, 10_010));
    expect(await source.read(9_300, 100)).toEqual(file.subarray(9_300, 9_400));

    expect(fetchRange.mock.calls).toEqual([[9 * KIB, KIB]]);
  });

  it('fetches only the gap between what it has', async () => {
    const { source, fetchRange } = ranged();
    await source.read(8 * KIB, 1);

    expect(await source.read(3 * KIB, 6 * KIB)).toEqual(file.subarray(3 * KIB, 9 * KIB));

    expect(fetchRange.mock.calls).toEqual([
      [8 * KIB, KIB],
      [4 * KIB, 4 * KIB],
    ]);
  });

  it('reads ahead only where it fetches anyway', async () => {
    const { source, fetchRange } = ranged();

    await source.read(0, 100, 50 * KIB);
    await source.read(20 * KIB, 100, 3 * KIB);
    await source.read(22 * KIB, 100);

    expect(fetchRange.mock.calls).toEqual([[20 * KIB, 4 * KIB]]);
  });

  it('gives fewer bytes at the end of the file, and none behind it', async () => {
    const { source } = ranged();

    expect(await source.read(file.length - 3, 10, 1_000)).toEqual(file.subarray(-3));
    expect(await source.read(file.length, 10)).toHaveLength(0);
    expect(await source.read(-5, 10)).toHaveLength(0);
    expect(await source.read(Number.NaN, 10)).toHaveLength(0);
    expect(await source.read(5, Number.NaN)).toHaveLength(0);
  });

  it('throws where the file costs more bytes than it may', async () => {
    const { source } = ranged({ maxFetchedBytes: 10 * KIB });
    await source.read(50 * KIB, 6 * KIB);

    await expect(source.read(60 * KIB, 1)).rejects.toThrow(ReadBudgetError);
    expect(source.fetchedBytes).toBe(10 * KIB);
  });

  it('throws where the file costs more requests than it may', async () => {
    const tiny = new RangedSource(2_000 * KIB, async (_, length) => Buffer.alloc(length), {
      head: Buffer.alloc(KIB),
      maxFetchedBytes: 2_000 * KIB,
    });
    const readAll = async () => {
      for (let block = 0; block < 2_000; block++) await tiny.read(block * KIB, 1);
    };

    await expect(readAll()).rejects.toThrow(/in 1000 requests but needed more$/);
  });
});

describe('sliceSource', () => {
  const slice = sliceSource(bytesSource(file), 1_000, 50);

  it('counts from its own start and ends at its own end', async () => {
    expect(slice.sizeBytes).toBe(50);
    expect(await slice.read(10, 10)).toEqual(file.subarray(1_010, 1_020));
    expect(await slice.read(45, 10)).toEqual(file.subarray(1_045, 1_050));
    expect(await slice.read(-10, 10)).toHaveLength(0);
  });

  it('ends where the file ends', () => {
    expect(sliceSource(bytesSource(file), file.length - 5, 50).sizeBytes).toBe(5);
    expect(sliceSource(bytesSource(file), file.length + 5, 50).sizeBytes).toBe(0);
    expect(sliceSource(bytesSource(file), file.length - 5).sizeBytes).toBe(5);
  });

  it('reads ahead no further than its own end', async () => {
    const { source, fetchRange } = ranged();

    await sliceSource(source, 10 * KIB, 2 * KIB).read(0, 10, 50 * KIB);

    expect(fetchRange.mock.calls).toEqual([[10 * KIB, 2 * KIB]]);
  });
});
