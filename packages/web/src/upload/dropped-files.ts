// The files in what was dropped or chosen, folders and all, each with its path below the folder.

import type { FoundFile } from './queue.ts';

/** What no one means to upload: hidden files and what systems leave behind. */
const LEFT_BEHIND = /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)/i;

export function fromInput(files: Iterable<File>): FoundFile[] {
  return [...files]
    .map((file) => ({ file, name: file.webkitRelativePath || file.name }))
    .filter(({ name }) => !name.split('/').some((part) => LEFT_BEHIND.test(part)));
}

/** Must be called while the event is handled: afterwards a browser forgets what was dropped. */
export async function fromDrop(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return fromInput(transfer.files);
  const found: FoundFile[] = [];
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

async function walk(entry: FileSystemEntry, folder: string, found: FoundFile[]): Promise<void> {
  if (LEFT_BEHIND.test(entry.name)) return;
  const name = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ file, name });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader hands out a hundred at a time, and nothing when it is done.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return;
    for (const inside of entries) await walk(inside, `${name}/`, found);
  }
}
