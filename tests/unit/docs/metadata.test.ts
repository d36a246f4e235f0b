import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import {
  CAMERA_SOURCES,
  CAPTURE_TIME_SOURCES,
  DESCRIPTION_SOURCES,
} from '../../../functions/extract-metadata/sources.ts';

const page = readFileSync('docs/metadata.md', 'utf8');

/** The row of a field's table: sources in their order. */
function row(field: string, cells: readonly (readonly string[])[]): string {
  const columns = cells.map((tags) => tags.map((tag) => `\`${tag}\``).join(', '));
  return ['', `\`${field}\``, ...columns, '']
    .join(' | ')
    .replace(/ {2}\|/g, ' |')
    .trim();
}

it.each(Object.entries(CAMERA_SOURCES))(
  'docs/metadata.md has the sources of camera.%s in their order',
  (field, tags) => {
    expect(page).toContain(row(field, [tags]));
  },
);

it.each(Object.entries(DESCRIPTION_SOURCES))(
  'docs/metadata.md has the sources of description.%s in their order',
  (field, { exif, xmp, iptc, others }) => {
    expect(page).toContain(row(field, [exif, xmp, iptc, others]));
  },
);

it('docs/metadata.md has the sources of the capture time in their order', () => {
  const places = CAPTURE_TIME_SOURCES.map(({ tag }) => page.indexOf(`\`${tag}\``));

  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});
