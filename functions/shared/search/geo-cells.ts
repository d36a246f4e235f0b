// The globe in cells: each level halves the sides of the one before, so that a circle is covered by few cells of its size.

export interface Position {
  /** WGS84, degrees, south and west negative. */
  latitude: number;
  longitude: number;
}

export interface Circle extends Position {
  radiusKm: number;
}

/** Cells of level n are 360/2^n by 180/2^n degrees: 626 km wide at the equator, down to 600 m. */
const LEVELS = [6, 8, 10, 12, 14, 16];

/** Most cells of a cover: each is a query of its own. */
const MAX_CELLS = 24;

const KM_PER_DEGREE = 111.195; // of latitude; 6,371 km of radius
const EARTH_RADIUS_KM = 6_371;

/** The cell of a position on each level: `10/541/270`. */
export function toCells(position: Position): string[] {
  return LEVELS.map((level) =>
    toCell(level, toColumn(level, position.longitude), toRow(level, position.latitude)),
  );
}

/** The smallest cells that cover a circle and are not too many. They reach beyond it: {@link distanceKm} decides. */
export function coverCircle({ latitude, longitude, radiusKm }: Circle): string[] {
  const high = radiusKm / KM_PER_DEGREE;
  const [south, north] = [Math.max(-90, latitude - high), Math.min(90, latitude + high)];
  // The widest parallel of the circle lies towards the pole; a circle around a pole has every longitude.
  const narrowest = Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180);
  const wide = narrowest < 1e-6 ? 180 : Math.min(180, high / narrowest);

  let best: string[] = [];
  for (const level of LEVELS) {
    const cells = coverBox(level, { south, north, west: longitude - wide, east: longitude + wide });
    if (best.length > 0 && cells.length > MAX_CELLS) break;
    best = cells;
  }
  return best;
}

function coverBox(
  level: number,
  box: { south: number; north: number; west: number; east: number },
): string[] {
  const columns = 2 ** level;
  const west = Math.floor(((box.west + 180) / 360) * columns);
  const east = Math.min(Math.floor(((box.east + 180) / 360) * columns), west + columns - 1);
  const cells: string[] = [];
  for (let row = toRow(level, box.south); row <= toRow(level, box.north); row++) {
    for (let column = west; column <= east; column++) {
      cells.push(toCell(level, ((column % columns) + columns) % columns, row)); // over the antimeridian
    }
  }
  return cells;
}

function toColumn(level: number, longitude: number): number {
  return Math.min(2 ** level - 1, Math.floor(((longitude + 180) / 360) * 2 ** level));
}

function toRow(level: number, latitude: number): number {
  return Math.min(2 ** level - 1, Math.floor(((latitude + 90) / 180) * 2 ** level));
}

function toCell(level: number, column: number, row: number): string {
  return `${level}/${column}/${row}`;
}

/** Along the surface of a sphere, up to 0.5 % off. */
export function distanceKm(one: Position, other: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const chord =
    half(other.latitude - one.latitude) +
    Math.cos(radians(one.latitude)) *
      Math.cos(radians(other.latitude)) *
      half(other.longitude - one.longitude);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}
