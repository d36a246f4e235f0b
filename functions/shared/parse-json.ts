/** @returns Undefined for what is no JSON: half a file, somebody's own words. A schema then says what is expected. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
