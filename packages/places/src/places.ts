// The nearest populated place to a position.

import { deserialize } from 'node:v8';
import { around, distance } from 'geokdbush';
import KDBush from 'kdbush';

export interface NearestPlace {
  /** In its own language, in Latin script. */
  name: string;
  /** In English: the canton, state, prefecture, … */
  region?: string;
  /** ISO 3166-1 alpha-2, and `XK` for Kosovo. */
  countryCode: string;
  /** In English. */
  country: string;
  /** From the middle of the place, along the surface of a sphere. Kilometres, one decimal. */
  distanceKm: number;
}

export interface Places {
  /**
   * @param latitude - WGS84, degrees, south negative.
   * @param longitude - Degrees, west negative.
   * @param withinKm - A place that is further away is none.
   */
  nearest(latitude: number, longitude: number, withinKm: number): NearestPlace | undefined;
}

/** What packPlaces makes: points, and the places that they stand for by number. */
interface PackedPlaces {
  index: Uint8Array<ArrayBuffer>;
  placeOf: Uint32Array;
  names: Uint8Array;
  populations: Uint32Array;
  coordinates: Float32Array;
  countryOf: Uint16Array;
  regionOf: Uint16Array;
  countries: string[];
  regions: string[];
}

/** Paris, the densest of the large cities of Europe: a city whose people live no closer reaches as far as its circle. */
const PEOPLE_PER_KM2 = 20_000;

/** Of the largest city, with 22 million people. */
const MAX_CITY_RADIUS_KM = 19;

/** A smaller city has a circle of less than a kilometre. */
const MIN_CITY_POPULATION = 60_000;

/**
 * The nearest place of GeoNames is the nearest dot on a map; in a large city that may be a suburb beyond its border. So a
 * position in the circle that a city's people fill at {@link PEOPLE_PER_KM2} lies in that city, if the nearest place is of the same region.
 *
 * @param data - As `@image-workflow/places/data` has it.
 */
export function openPlaces(data: Uint8Array): Places {
  const packed: PackedPlaces = deserialize(data);
  const { placeOf, populations, countryOf, regionOf } = packed;
  const index = KDBush.from(packed.index.slice().buffer); // of its own, as KDBush wants it
  const names = new TextDecoder().decode(packed.names).split('\n');
  const countryNames = new Intl.DisplayNames('en', { type: 'region' });

  const placeAt = (point: number) => placeOf[point] ?? -1;
  const populationOf = (place: number) => populations[place] ?? 0;
  const isKnown = (point: number) => names[placeAt(point)] !== undefined;
  const isCity = (point: number) => populationOf(placeAt(point)) >= MIN_CITY_POPULATION;

  function toDistanceKm(place: number, latitude: number, longitude: number): number {
    const [east = 0, north = 0] = packed.coordinates.subarray(2 * place, 2 * place + 2);
    return distance(longitude, latitude, east, north);
  }

  function findCity(nearest: number, latitude: number, longitude: number): number | undefined {
    const cities = around(index, longitude, latitude, Infinity, MAX_CITY_RADIUS_KM, isCity)
      .map(placeAt)
      .filter((place) => countryOf[place] === countryOf[nearest] && regionOf[place] === regionOf[nearest])
      .filter((place) => toDistanceKm(place, latitude, longitude) <= toRadiusKm(populationOf(place)));
    return cities.toSorted((one, other) => populationOf(other) - populationOf(one))[0];
  }

  return {
    nearest(latitude, longitude, withinKm) {
      const [point = -1] = around(index, longitude, latitude, 1, withinKm, isKnown);
      const nearest = placeAt(point);
      const place = findCity(nearest, latitude, longitude) ?? nearest;
      const name = names[place];
      if (name === undefined) return undefined;
      const region = packed.regions[(regionOf[place] ?? 0) - 1];
      const countryCode = packed.countries[countryOf[place] ?? 0] ?? '';
      return {
        name,
        ...(region && { region }),
        countryCode,
        country: countryNames.of(countryCode) ?? countryCode,
        distanceKm: Math.round(toDistanceKm(place, latitude, longitude) * 10) / 10,
      };
    },
  };
}

function toRadiusKm(population: number): number {
  return Math.sqrt(population / PEOPLE_PER_KM2 / Math.PI);
}
