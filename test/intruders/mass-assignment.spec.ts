import { TestApplication, type TestCaller } from '../support/application';
import { operations } from './api';
import { examplePath, jsonExamples, objectsIn, withMembers } from './bodies';

/** What an intruder would like to set, and no request class has. */
const WISHED = {
  isAdmin: true,
  organizationId: '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d',
  organization_id: '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d',
  createdBy: 'me',
  $where: '1 = 1',
};

/** Maps by nature: their keys are the caller's, and the domain refuses those it does not know. */
const FREE_FORM = [/^rules\[0\]\.parameters$/];

describe('what a request must not set', () => {
  let application: TestApplication;
  let root: TestCaller;

  beforeAll(async () => {
    application = await TestApplication.start();
    root = await application.actAs({ role: 'super_admin', organizationId: null });
    const { organizationId } = await application.actAs();
    const { call } = root;
    root = {
      ...root,
      call: (method, path, body, headers) =>
        call(method, path, body, { 'cabstand-organization': organizationId!, ...headers }),
    };
  });
  afterAll(() => application?.stop());

  const unknownIn = (body: { errors?: { field: string; code: string }[] }): string[] =>
    (body.errors ?? []).filter(({ code }) => code === 'unknown_field').map(({ field }) => field);

  it('is refused by name in each object of each body', async () => {
    const examples = jsonExamples();
    expect(examples.length).toBeGreaterThan(90);
    const wrong: string[] = [];
    for (const { operation, example } of examples) {
      for (const place of objectsIn(example).filter((path) => !FREE_FORM.some((free) => free.test(path)))) {
        // One of several operators may say in which he logs in.
        const { organizationId, ...others } = WISHED;
        const wished = operation.id === 'verifyOtp' ? others : { organizationId, ...others };
        const body = withMembers(example, place, wished);
        const answer = await root.call(operation.method, examplePath(operation), body);
        const named = unknownIn(answer.body);
        const missed = Object.keys(wished).filter((name) => !named.includes(place === '' ? name : `${place}.${name}`));
        if (answer.status !== 400 || missed.length > 0)
          wrong.push(`${operation.place} ${place}: ${answer.status} lets ${missed.join(', ')} pass`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is refused by name in each query', async () => {
    const queried = operations.filter(
      ({ operation, permission }) =>
        permission !== null &&
        (operation.parameters ?? []).some((parameter) => 'in' in parameter && parameter.in === 'query'),
    );
    expect(queried.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const operation of queried) {
      const takesCsv = operation.id === 'requestImport';
      const answer = await root.call(
        operation.method,
        `${examplePath(operation)}?isAdmin=true&organizationId=${root.userId}`,
        takesCsv ? Buffer.from('plate\r\n') : undefined,
        takesCsv ? { 'content-type': 'text/csv' } : {},
      );
      const named = unknownIn(answer.body);
      if (answer.status !== 400 || !named.includes('isAdmin') || !named.includes('organizationId'))
        wrong.push(`${operation.place}: ${answer.status} ${named.join(', ')}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    '{"name": "A", "city": "B", "__proto__": {"isAdmin": true}}',
    '{"constructor": {"prototype": {"isAdmin": true}}}',
  ])('is no prototype: %s', async (body) => {
    const answer = await root.call('POST', '/v1/fleets', Buffer.from(body), { 'content-type': 'application/json' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('is not taken from a second value of the same parameter', async () => {
    const answer = await root.call('GET', '/v1/drivers?limit=1&limit=1000000');
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'limit' }] } });
  });
});
