export interface Terminal {
  /** Whether lines can change in place. */
  readonly isLive: boolean;
  /** Prints text that stays. `to` may be another stream that shows on the same screen. */
  print(text?: string, to?: NodeJS.WriteStream): void;
  /** Shows lines that change in place until the returned function is called. */
  live(lines: () => string[]): () => void;
  /** Shows a title, its latest detail and its elapsed time while `work` runs. */
  step<Result>(title: string, work: (report: (detail: string) => void) => Promise<Result>): Promise<Result>;
}

export function createTerminal(stream?: NodeJS.WriteStream): Terminal;

export function seconds(ms: number): string;
