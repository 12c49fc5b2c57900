import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestApplication } from '../support/application';
import { examplePath, jsonExamples, mapTexts, oneTextEach, textPlaces } from './bodies';
import { operations } from './api';

/** Fields that a client, a library or a later version might take for an address to go to. */
const LOOKS_LIKE_AN_ADDRESS =
  /ur[il]s?\b|web_?hook|callback|endpoint|redirect|host(name)?\b|proxy|origin\b.*string|domain\b/i;

describe('the service goes nowhere that a caller tells it to', () => {
  let application: TestApplication;
  let canary: Server;
  let visits: string[];
  let address: string;

  beforeAll(async () => {
    visits = [];
    canary = createServer((request, response) => {
      visits.push(`${request.method} ${request.url}`);
      response.end();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
    application = await TestApplication.start();
  });
  afterAll(async () => {
    await application?.stop();
    canary.close();
  });

  it('no field or parameter of any operation is an address of anything', () => {
    const places = textPlaces();
    expect(places.length).toBeGreaterThan(400);
    const named = places
      .filter(
        ({ field, schema }) =>
          /^(uri|url|iri|hostname|ipv[46])/.test(schema.format ?? '') || LOOKS_LIKE_AN_ADDRESS.test(field),
      )
      .map(({ operation, field }) => `${operation.id} ${field}`);
    // Whoever adds one: refuse loopback, link-local and private addresses after resolving, follow no redirect, and test it here.
    expect(named).toEqual([]);
  });

  it('no text of any body, path or query makes it connect to what the text names', async () => {
    const organization = await application.actAs();
    const caller = await application.actAs({ role: 'super_admin', organizationId: organization.organizationId });
    const bait = (where: string) => `${address}/${where}`;
    let accepted = 0;
    for (const { operation, example } of jsonExamples()) {
      const path = examplePath(operation);
      // All at once, and then each text that is free alone, so that the others pass.
      const bodies = [mapTexts(example, () => bait(operation.id)), ...oneTextEach(example, bait(operation.id))];
      for (const body of bodies) {
        const { status } = await caller.call(operation.method, path, body);
        expect(status).not.toBe(500);
        if (status < 300) accepted++;
      }
    }
    for (const operation of operations.filter(
      ({ method, permission }) => method === 'GET' && permission !== 'live.watch',
    )) {
      const path = operation.path.replace(/\{\w+\}/g, encodeURIComponent(bait(operation.id)));
      await caller.get(`${path}?after=${encodeURIComponent(bait('query'))}`, {
        host: new URL(address).host,
        'x-forwarded-host': new URL(address).host,
        referer: bait('referer'),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(accepted).toBeGreaterThan(5);
    expect(visits).toEqual([]);
    // The canary can be heard.
    await fetch(bait('control'));
    expect(visits).toEqual(['GET /control']);
  });
});
