export interface Terminal {
  /** Whether lines can change in place. */
  readonly isLive: boolean;
  print(text?: string): void;
  live(lines: () => string[]): () => void;
  step<Result>(title: string, work: (report: (detail: string) => void) => Promise<Result>): Promise<Result>;
}

export function createTerminal(stream?: NodeJS.WriteStream): Terminal;

export function seconds(ms: number): string;
