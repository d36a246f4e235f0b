// Which engines there are. A loader runs inside a worker, at the first request that needs its engine.

import type { Engine } from './engine.ts';

type Loader = (modelsFolder: string) => Promise<Engine<never, unknown>>;

export const engineLoaders = {
  labels: async (modelsFolder: string) =>
    (await import('../labels/engine.ts')).loadLabelsEngine(modelsFolder),
  text: async (modelsFolder: string) => (await import('../text/engine.ts')).loadTextEngine(modelsFolder),
  faces: async (modelsFolder: string) => (await import('../faces/engine.ts')).loadFacesEngine(modelsFolder),
  moderation: async (modelsFolder: string) =>
    (await import('../moderation/engine.ts')).loadModerationEngine(modelsFolder),
  'custom-labels': async () => (await import('../custom-labels/engine.ts')).loadCustomLabelsEngine(),
} satisfies Record<string, Loader>;

export type EngineName = keyof typeof engineLoaders;
type LoadedEngine<Name extends EngineName> = Awaited<ReturnType<(typeof engineLoaders)[Name]>>;
export type EngineInput<Name extends EngineName> = Parameters<LoadedEngine<Name>['run']>[0];
export type EngineOutput<Name extends EngineName> = Awaited<ReturnType<LoadedEngine<Name>['run']>>;
