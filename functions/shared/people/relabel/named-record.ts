// The part of a record that says who is in the photograph.

import {
  type FacesSlot,
  facesSlotSchema,
  type PeopleSlot,
  type Preview,
  peopleSlotSchema,
  previewSchema,
} from '@image-workflow/record';
import { type ImageObject, imageObjectSchema } from '@image-workflow/record/image-object';
import * as z from 'zod';

/** Both slots of the one branch that looks for people. */
export interface NamedSlots {
  faces: Extract<FacesSlot, { status: 'SUCCEEDED' }>;
  people: Extract<PeopleSlot, { status: 'SUCCEEDED' }>;
}

/** A record whose faces were searched. */
export interface NamedRecord {
  image: ImageObject;
  preview: Preview;
  slots: NamedSlots;
}

const namedItemSchema = z.object({
  imageId: z.string(),
  source: imageObjectSchema.omit({ imageId: true }),
  preview: previewSchema,
  analysis: z.object({ faces: facesSlotSchema, people: peopleSlotSchema }),
});

/**
 * @param item - Of the Images table.
 * @returns Absent where there is nothing to name: no face, or an upload that left people out, which stays so.
 */
export function toNamedRecord(item: unknown): NamedRecord | undefined {
  const parsed = namedItemSchema.safeParse(item);
  if (!parsed.success) return undefined; // PROCESSING, UNSUPPORTED, or older than these features
  const { imageId, source, preview, analysis } = parsed.data;
  const { faces, people } = analysis;
  if (faces.status !== 'SUCCEEDED' || people.status !== 'SUCCEEDED' || faces.items.length === 0)
    return undefined;
  return { image: { imageId, ...source }, preview, slots: { faces, people } };
}

/**
 * The names as they are now. Somebody who was removed is nobody.
 *
 * @param names - By personId, of everybody who is enrolled.
 * @param merged - Who became whom, by personId. Where both were in a photograph, the more similar one bears the name.
 */
export function refreshNames(
  { faces, people }: NamedSlots,
  names: ReadonlyMap<string, string>,
  merged: ReadonlyMap<string, string> = new Map(),
): NamedSlots {
  const ownerOf = (personId = '') => merged.get(personId) ?? personId;
  const best = new Map<string, number>();
  for (const { personId, similarity = 0 } of faces.items)
    best.set(ownerOf(personId), Math.max(similarity, best.get(ownerOf(personId)) ?? 0));
  return {
    faces: {
      ...faces,
      items: faces.items.map((face) => {
        const { personId: former, name: _, similarity, ...unnamed } = face;
        const personId = ownerOf(former);
        const name = names.get(personId);
        const isBest = (similarity ?? 0) === best.get(personId);
        return name === undefined || !isBest ? unnamed : { ...unnamed, personId, name, similarity };
      }),
    },
    people: {
      ...people,
      // The most similar first, so that the first of each is the one to keep.
      items: people.items.flatMap((person, index) => {
        const personId = ownerOf(person.personId);
        const name = names.get(personId);
        const isFirst = people.items.findIndex((other) => ownerOf(other.personId) === personId) === index;
        return name === undefined || !isFirst ? [] : [{ ...person, personId, name }];
      }),
    },
  };
}
