// The name of the place where a photograph was taken.

import { openPlaces, type Places } from '@image-workflow/places';
import { readPlaces } from '@image-workflow/places/data';
import type { Place } from '@image-workflow/record/metadata';
import type { FileExtraction } from './extract-metadata.ts';

/** A place that is further away says little of where a photograph was taken. */
export const MAX_DISTANCE_KM = 50;

let places: Places | undefined; // opened for the first photograph that has a position: 25 ms and 25 MB

/** Adds the nearest populated place, where there is one within {@link MAX_DISTANCE_KM}. */
export function addPlace(extraction: FileExtraction): FileExtraction {
  if (!extraction.supported || !extraction.metadata.location) return extraction;
  const { metadata } = extraction;
  const place = findPlace(extraction.metadata.location);
  return place
    ? { ...extraction, metadata: { ...metadata, location: { ...extraction.metadata.location, place } } }
    : extraction;
}

function findPlace({ latitude, longitude }: { latitude: number; longitude: number }): Place | undefined {
  places ??= openPlaces(readPlaces());
  return places.nearest(latitude, longitude, MAX_DISTANCE_KM);
}
