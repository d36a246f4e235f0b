import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Faults } from '../src/faults.ts';
import type { Services } from '../src/operations/operation.ts';
import { refuseForeign } from '../src/own-names.ts';
import { createRekognitionServer } from '../src/server.ts';

const LOOPBACK: AddressInfo = { address: '127.0.0.1', family: 'IPv4', port: 4567 };
const NETWORK: AddressInfo = { address: '0.0.0.0', family: 'IPv4', port: 4567 };

describe('refuseForeign', () => {
  it.each([
    '127.0.0.1:4567',
    'localhost:4567',
    '[::1]:4567',
    'rekognition.localhost:4567',
    'host.docker.internal:4567',
  ])('lets %s be asked', (host) => {
    expect(refuseForeign({ headers: { host } }, LOOPBACK)).toBeUndefined();
  });

  it.each(['evil.example:4567', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.0.7:4567', ''])(
    'refuses the name "%s", which its owner may let mean this machine',
    (host) => {
      expect(refuseForeign({ headers: { host } }, LOOPBACK)).toBe(
        `Expected a name of this machine as Host but found "${host}"`,
      );
    },
  );

  it('takes any name on a network: only its owner knows them', () => {
    expect(refuseForeign({ headers: { host: 'rekognition:4567' } }, NETWORK)).toBeUndefined();
  });

  it.each([
    ['http://localhost:5173', undefined],
    ['https://evil.example', 'Expected a page of this machine as Origin but found "https://evil.example"'],
    ['null', 'Expected a page of this machine as Origin but found "null"'],
  ])('of the page %s: %s', (origin, answer) => {
    expect(refuseForeign({ headers: { host: 'localhost:4567', origin }, method: 'PUT' }, NETWORK)).toBe(
      answer,
    );
  });

  it('refuses a form of a page that hides its origin', () => {
    const headers = { host: 'localhost:4567', 'sec-fetch-site': 'cross-site' };

    expect(refuseForeign({ headers, method: 'POST' }, LOOPBACK)).toMatch(/does not say its Origin/);
  });
});

describe('the server', () => {
  it('does not let a foreign page set its faults', async () => {
    const faults = new Faults();
    const server = createRekognitionServer({ operations: {}, services: {} as Services, faults });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const answer = await new Promise<string>((resolve, reject) => {
      const options = { port, path: '/faults', method: 'PUT', headers: { origin: 'https://evil.example' } };
      request({ host: '127.0.0.1', ...options }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      })
        .once('error', reject)
        .end('{"throttle":1}');
    });
    server.closeAllConnections();
    server.close();

    expect(JSON.parse(answer)).toMatchObject({ __type: 'AccessDeniedException' });
    expect(faults.plan).toEqual(new Faults().plan);
  });
});
