// Which thumbnails a preview gets: never larger than itself, and no size twice.

/**
 * @param edges - Requested long edges in pixels, in any order.
 * @param preview - The preview's size in pixels.
 * @returns The edges to make, ascending. Every edge that reaches the preview's own long edge would give the same
 *   picture, so only the smallest of those remains; its thumbnail has the preview's size.
 */
export function toThumbnailEdges(edges: number[], preview: { width: number; height: number }): number[] {
  const longEdge = Math.max(preview.width, preview.height);
  const ascending = [...new Set(edges)].sort((a, b) => a - b);
  const reaching = ascending.findIndex((edge) => edge >= longEdge);
  return reaching === -1 ? ascending : ascending.slice(0, reaching + 1);
}
