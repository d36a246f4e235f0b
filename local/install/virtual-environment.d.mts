export interface VirtualEnvironment {
  readonly folder: string;
  readonly bin: string;
  readonly python: string;
  readonly requirements: string;
  readonly stamp: string;
}

export function virtualEnvironment(projectFolder: string, name: string): VirtualEnvironment;
export function hasVirtualEnvironment(environment: VirtualEnvironment): boolean;
export function findPython(): Promise<string>;
