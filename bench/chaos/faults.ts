// Services that refuse a share of the calls of functions.

import type { Place } from './place.ts';
import type { FaultsStep } from './plan.ts';

/** Replaces what was set before. @param seed - The same seed refuses the same calls, counted from now. */
export async function setFaults(
  { cloud }: Place,
  { rekognition, services }: FaultsStep,
  seed: number,
): Promise<void> {
  await put(`${cloud.rekognitionEndpoint}/faults`, { ...rekognition, seed });
  await put(`${cloud.endpoint}/_faults`, { shares: services, seed });
}

async function put(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok)
    throw new Error(`Expected ${url} to take ${JSON.stringify(body)}: ${await response.text()}`);
}
