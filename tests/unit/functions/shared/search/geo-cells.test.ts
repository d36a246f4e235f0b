import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coverCircle, distanceKm, toCells } from '../../../../../functions/shared/search/geo-cells.ts';

const zurich = { latitude: 47.3779, longitude: 8.5403 };
const geneva = { latitude: 46.2044, longitude: 6.1432 };

describe('a distance', () => {
  it('is that of the globe', () => {
    expect(distanceKm(zurich, geneva)).toBeCloseTo(224, -1); // geographiclib: 224.6 km
    expect(distanceKm({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 })).toBeCloseTo(
      22.2,
      0,
    );
  });
});

describe('the cells that cover a circle', () => {
  const anywhere = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });

  it('hold every position in it, over the antimeridian and around the poles too', () => {
    fc.assert(
      fc.property(
        anywhere,
        fc.double({ min: 0.1, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        (centre, radiusKm, share, direction) => {
          const position = travel(centre, radiusKm * share * 0.999, direction);
          const cells = coverCircle({ ...centre, radiusKm });

          expect(toCells(position).some((cell) => cells.includes(cell))).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([0.1, 1, 5, 20, 100, 500])('are few: %d km', (radiusKm) => {
    expect(coverCircle({ ...zurich, radiusKm }).length).toBeLessThanOrEqual(24);
  });
});

/** Where one comes out who goes so far. {@link https://www.movable-type.co.uk/scripts/latlong.html} */
function travel({ latitude, longitude }: typeof zurich, km: number, direction: number): typeof zurich {
  const [lat, angle] = [(latitude * Math.PI) / 180, km / 6_371];
  const to = Math.asin(
    Math.min(
      1,
      Math.max(-1, Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(direction)),
    ),
  );
  const turn = Math.atan2(
    Math.sin(direction) * Math.sin(angle) * Math.cos(lat),
    Math.cos(angle) - Math.sin(lat) * Math.sin(to),
  );
  const east = longitude + (turn * 180) / Math.PI;
  return { latitude: (to * 180) / Math.PI, longitude: ((((east + 180) % 360) + 360) % 360) - 180 };
}
