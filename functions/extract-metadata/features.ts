// Which features a photograph is looked at for: those of the stack, or fewer where its upload says so.

import { FEATURES, type Feature } from '@image-workflow/record/features';
import type { Extraction } from '../shared/workflow.ts';
import { boundMessage } from './bounds.ts';
import type { FileExtraction } from './extract-metadata.ts';

/**
 * Adds the effective list of features to what is known of a file.
 *
 * @param deployed - Those of the stack. An upload can narrow them, never add to them.
 * @param requested - The object's metadata `x-amz-meta-features`, `labels,text`; absent means all, empty none.
 * @param askAgain - What somebody wants from this run, whatever the upload said.
 */
export function addFeatures(
  extraction: FileExtraction,
  deployed: readonly Feature[],
  requested: string | undefined,
  askAgain: readonly Feature[] = [],
): Extraction {
  if (!extraction.supported) return extraction;
  if (requested === undefined) return { ...extraction, features: [...deployed] };

  const names = requested.split(',').flatMap((name) => name.trim() || []);
  const wanted = [...names.map(toFeature), ...askAgain];
  const unknown = names.filter((name) => !toFeature(name));
  return {
    ...extraction,
    features: deployed.filter((feature) => wanted.includes(feature)),
    warnings: [...extraction.warnings, ...describeUnknown(unknown)],
  };
}

/** S3 keeps the case of a value as it was typed. */
function toFeature(name: string): Feature | undefined {
  return FEATURES.find((feature) => feature.toLowerCase() === name.toLowerCase());
}

function describeUnknown(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const expected = `Expected some of ${FEATURES.join(', ')} in x-amz-meta-features`;
  return [boundMessage(`${expected} but found ${names.join(', ')}`)];
}
