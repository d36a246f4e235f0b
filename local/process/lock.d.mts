export interface Lock {
  release(): void;
}

export function takeLock(file: string): { owner: number } | Lock;
export function waitForLock(
  file: string,
  onWait: (owner: number) => void,
  signal?: AbortSignal,
): Promise<Lock>;
