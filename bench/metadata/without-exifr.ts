// Leaves every block of EXIF to the house's own reader, as ExtractMetadata does with those that exifr refuses.

import { registerHooks } from 'node:module';

const REFUSES_ALL = "export const parse = () => { throw new Error('left to the house'); };";

/** To be called before anything imports exifr. */
export function takeExifrAway(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier.startsWith('exifr/src/')
        ? { url: `data:text/javascript,${encodeURIComponent(REFUSES_ALL)}`, shortCircuit: true }
        : nextResolve(specifier, context),
  });
}
