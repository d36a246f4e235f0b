export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque: equal or not. */
  readonly startedAt: string;
}

export function identify(pid: number): ProcessIdentity | undefined;
export function isRunning(identity: ProcessIdentity): boolean;
