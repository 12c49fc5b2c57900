import { TestApplication } from '../../support/application';
import { done, FleetFixture, patch } from './fleet-fixture';

interface Item {
  readonly problem: { readonly code: string } | null;
  readonly [thing: string]: { readonly status?: string; readonly code?: string } | null;
}

describe('the status of many at once', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let hubId: string;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    hubId = await fixture.hub(await fixture.fleet());
  });
  afterAll(() => application.stop());

  describe.each(['driver', 'vehicle'] as const)('of a %s', (thing) => {
    const register = () => fixture[thing](hubId);
    const answerTo = async (key: string, ids: string[], to: object = {}, by = fixture.ops) => {
      const body = { [`${thing}Ids`]: ids, status: 'ACTIVE', reason: 'Papers seen', ...to };
      const answer = await by.post(`/v1/${thing}s/statuses`, body, { 'idempotency-key': key });
      expect(answer.status).toBe(200);
      return answer.body.items as Item[];
    };
    const told = (items: Item[]) => items.map((item) => item[thing]?.status ?? item.problem?.code);
    const send = async (...request: Parameters<typeof answerTo>) => told(await answerTo(...request));
    const suspend = async (id: string) =>
      done(await fixture.ops.post(`/v1/${thing}s/${id}/status`, { status: 'SUSPENDED', reason: 'Complaint' }));
    const statusOf = async (id: string) => (await fixture.ops.get(`/v1/${thing}s/${id}`)).body.status as string;

    it('is not changed again by a repeat under its key, whatever became of it since', async () => {
      const [one, other] = [await register(), await register()];
      const key = `again-${thing}`;
      expect(await send(key, [one, other])).toEqual(['ACTIVE', 'ACTIVE']);
      await suspend(one);
      expect(await send(key, [one, other])).toEqual(['SUSPENDED', 'ACTIVE']);
      expect(await statusOf(one)).toBe('SUSPENDED');
      const colleague = await fixture.actAs({ role: 'ops' });
      expect(await send(key, [one], {}, colleague)).toEqual(['ACTIVE']);
    });

    it('is refused by a repeat as it was where it was so already, and the key serves for nothing else', async () => {
      const [one, other] = [await register(), await register()];
      const key = `refused-${thing}`;
      done(await fixture.ops.post(`/v1/${thing}s/${one}/status`, { status: 'ACTIVE', reason: 'Papers seen' }));
      const refused = `illegal_${thing}_transition`;
      const first = await answerTo(key, [one, other]);
      expect(told(first)).toEqual([refused, 'ACTIVE']);
      await suspend(one);
      expect((await answerTo(key, [one, other]))[0]).toEqual(first[0]);
      expect(await statusOf(one)).toBe('SUSPENDED');
      expect(await send(`new-${key}`, [one])).toEqual(['ACTIVE']);
      expect(await send(key, [other], { status: 'SUSPENDED' })).toEqual(['idempotency_key_reused']);
      expect(await statusOf(other)).toBe('ACTIVE');
    });

    it('is changed by a repeat where it was refused for what may pass', async () => {
      const fleetId = await fixture.fleet();
      const manager = await fixture.actAs({ role: 'fleet_manager', fleetIds: [fleetId] });
      const one = await register();
      const key = `passing-${thing}`;
      expect(await send(key, [one], {}, manager)).toEqual([`${thing}_not_found`]);
      done(await patch(fixture.ops, `/v1/${thing}s/${one}`, { hubId: await fixture.hub(fleetId) }));
      expect(await send(key, [one], {}, manager)).toEqual(['ACTIVE']);
    });

    it('is changed once by twenty repeats at once', async () => {
      const one = await register();
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(`at-once-${thing}`, [one])));
      const others = answers.flat().filter((what) => what !== 'ACTIVE');
      expect(others.filter((what) => what !== 'request_in_progress')).toEqual([]);
      expect(others.length).toBeLessThan(20);
    });

    it('is not changed under a key that is none', async () => {
      const one = await register();
      const body = { [`${thing}Ids`]: [one], status: 'ACTIVE', reason: 'Papers seen' };
      const answer = await fixture.ops.post(`/v1/${thing}s/statuses`, body, { 'idempotency-key': 'x'.repeat(256) });
      expect([answer.status, answer.body.code]).toEqual([400, 'idempotency_key_invalid']);
      expect(await statusOf(one)).toBe('PENDING');
    });
  });
});
