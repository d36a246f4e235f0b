// SHA-256 of files, in one worker of its own that starts with the first file.

interface Answer {
  id: number;
  sha256?: string;
  error?: string;
}

let worker: Worker | undefined;
let nextId = 1;
const waiting = new Map<number, { resolve(sha256: string): void; reject(error: Error): void }>();

/** @returns 64 lower-case hex digits. */
export function hashFile(file: File): Promise<string> {
  worker ??= startWorker();
  const id = nextId++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker?.postMessage({ id, file });
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.sha256) asked?.resolve(data.sha256);
    else asked?.reject(new Error(data.error));
  };
  started.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
    worker = undefined;
  };
  return started;
}
