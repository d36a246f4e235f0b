import { describe, expect, it } from '@jest/globals';
import { packPlaces } from '../src/pack.mjs';
import { openPlaces } from '../src/places.ts';

const places = openPlaces(packPlaces());

/** Landmarks, with the position and the town that any encyclopedia gives for them. */
describe('the nearest place', () => {
  it.each([
    ['Zürich Hauptbahnhof', 47.3779, 8.5403, 'Zürich', 'Zurich', 'CH', 'Switzerland'],
    [
      'Eiffel Tower, nearer to the middle of Neuilly',
      48.8584,
      2.2945,
      'Paris',
      'Île-de-France',
      'FR',
      'France',
    ],
    [
      'Times Square, nearer to New Jersey',
      40.758,
      -73.9855,
      'New York City',
      'New York',
      'US',
      'United States',
    ],
    [
      'Hoboken, on the other side of the river',
      40.744,
      -74.0324,
      'Hoboken',
      'New Jersey',
      'US',
      'United States',
    ],
    ['Sydney Opera House', -33.8568, 151.2153, 'Sydney', 'New South Wales', 'AU', 'Australia'],
    ['Christ the Redeemer', -22.9519, -43.2105, 'Rio de Janeiro', 'Rio de Janeiro', 'BR', 'Brazil'],
    ['Kehl, 5 km from Strasbourg', 48.5727, 7.8156, 'Kehl', 'Baden-Wurttemberg', 'DE', 'Germany'],
    ['Geneva Airport', 46.237, 6.1091, 'Le Grand-Saconnex', 'Geneva', 'CH', 'Switzerland'],
    ['Uluru', -25.3444, 131.0369, 'Yulara', 'Northern Territory', 'AU', 'Australia'],
    [
      'Longyearbyen, 12 degrees from the pole',
      78.2232,
      15.6267,
      'Longyearbyen',
      'Svalbard',
      'SJ',
      'Svalbard & Jan Mayen',
    ],
    ['Pristina', 42.6629, 21.1655, 'Pristina', 'Pristina', 'XK', 'Kosovo'],
  ])('is told by name: %s', (_, latitude, longitude, name, region, countryCode, country) => {
    expect(places.nearest(latitude, longitude, 50)).toMatchObject({ name, region, countryCode, country });
  });

  it('is as far as a map says', () => {
    // Yulara to Uluru: 12 to 13 km, as any map measures it; the Matterhorn is 9 km from Zermatt.
    expect(places.nearest(-25.3444, 131.0369, 50)?.distanceKm).toBeCloseTo(12.5, 0);
    expect(places.nearest(45.9763, 7.6586, 50)).toMatchObject({ name: 'Zermatt', distanceKm: 8.5 });
  });

  it('is found across the antimeridian', () => {
    // Egvekinot lies at 66.32° N, 179.12° W; one degree of longitude there is 45 km.
    expect(places.nearest(66.32, 179.95, 50)).toMatchObject({ name: 'Egvekinot', countryCode: 'RU' });
    expect(places.nearest(66.32, 180, 50)).toEqual(places.nearest(66.32, -180, 50));
  });

  it.each([
    ['in the middle of an ocean', 30, -40],
    ['at the North Pole', 90, 0],
    ['at the South Pole, whatever its longitude', -90, 180],
    ['where zeros were nearly written', 0.0001, -0.0001],
    ['in the middle of Antarctica', -80, -180],
  ])('is none %s', (_, latitude, longitude) => {
    expect(places.nearest(latitude, longitude, 50)).toBeUndefined();
  });

  it('is none beyond the distance that is asked for', () => {
    expect(places.nearest(-25.3444, 131.0369, 12)).toBeUndefined();
  });
});
