// Sends files with the features that the person has chosen.

import { FEATURES, type Feature } from '@image-workflow/record/features';
import { useEffect, useSyncExternalStore } from 'react';
import { useConfig } from '../app/client.tsx';
import { readSetting, useSetting } from '../app/settings.ts';
import { refreshLists } from '../timeline/photographs.tsx';
import { type FoundFile, uploads } from './queue.ts';

export function useUpload(): (files: readonly FoundFile[]) => void {
  const { limits } = useConfig();
  useEffect(() => {
    uploads.maxBytes = limits.objectBytes;
    uploads.onArrival = refreshSoon;
  }, [limits]);
  return (files) => files.length > 0 && uploads.add(files, parseFeatures(readSetting('uploadFeatures')));
}

let isRefreshing = false;

/** Once for all that arrive within a second. */
function refreshSoon(): void {
  if (isRefreshing) return;
  isRefreshing = true;
  setTimeout(() => {
    isRefreshing = false;
    refreshLists();
  }, 1_000);
}

export function useUploads() {
  return useSyncExternalStore(uploads.subscribe, () => uploads.items);
}

/** Undefined: what the stack has switched on; also where an earlier version has kept names that there are no longer. */
function parseFeatures(chosen: string | undefined): Feature[] | undefined {
  if (chosen === undefined || chosen === 'default') return undefined;
  const known = FEATURES.filter((feature) => chosen.split(',').includes(feature));
  return known.length > 0 || chosen === '' ? known : undefined;
}

/** What is looked for in what is uploaded from now on. */
export function useUploadFeatures() {
  const { features } = useConfig();
  const [chosen, choose] = useSetting('uploadFeatures');
  const possible = features.filter(({ isDefault }) => isDefault);
  const wanted = parseFeatures(chosen);
  const names = possible.map(({ name }) => name).filter((name) => wanted?.includes(name) ?? true);
  return {
    possible,
    isOn: (feature: Feature) => names.includes(feature),
    toggle(feature: Feature) {
      const next = names.includes(feature) ? names.filter((name) => name !== feature) : [...names, feature];
      choose(next.length === possible.length ? 'default' : next.join(','));
    },
    usd: possible.filter(({ name }) => names.includes(name)).reduce((sum, { usd }) => sum + usd, 0),
  };
}
