import { v7 as uuidv7 } from 'uuid';
import { FileOffersAway } from '../../../src/contexts/assignment/application/file-offers-away.job';
import { KeepMonths } from '../../../src/platform/retention/keep-months.job';
import { DispatchFixture, type OnlineDriver } from './dispatch-fixture';

describe('the offers of rides that are over', () => {
  let fixture: DispatchFixture;
  let ravi: OnlineDriver;
  let waiting: string;
  let over: string;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
    ravi = await fixture.driver('Ravi', 400);
    over = await fixture.rideOf(ravi);
    expect(
      await fixture.operator.ops.post(`/v1/rides/${over}/cancel`, { reasonCode: 'CHANGE_OF_PLANS' }),
    ).toMatchObject({
      status: 200,
    });
    await fixture.settled();
    waiting = await fixture.rideOf(ravi);
  });
  afterAll(() => fixture.close());

  const places = (): Promise<{ ride_id: string; place: string }[]> =>
    fixture.sql(
      `SELECT ride_id, tableoid::regclass::text AS place FROM assignment.offers
       UNION ALL SELECT ride_id, tableoid::regclass::text FROM assignment.past_offers`,
    );
  const file = (): Promise<boolean> => fixture.operator.application.app.get(FileOffersAway).file();
  const thisMonth = `assignment.past_offers_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;
  const story = async (): Promise<unknown> =>
    ((await fixture.operator.ops.get(`/v1/rides/${over}/dispatch`)) as { body: unknown }).body;

  it('stay at hand for a day', async () => {
    fixture.pass(86_400 - 60);
    expect(await file()).toBe(true);
    expect((await places()).map(({ place }) => place)).toEqual(['assignment.offers', 'assignment.offers']);
  });

  it('lie in their month then, and are told as before; those of a ride under way stay', async () => {
    const before = await story();
    fixture.pass(120);
    expect(await file()).toBe(true);
    expect(new Map((await places()).map(({ ride_id, place }) => [ride_id, place]))).toEqual(
      new Map([
        [waiting, 'assignment.offers'],
        [over, thisMonth],
      ]),
    );
    expect(await story()).toEqual(before);
    expect(JSON.stringify(before)).toContain('Ravi');
  });

  it('are not another organization’s to see, nor anybody’s past the whole', async () => {
    const seen = (table: string, organizationId: string): Promise<object[]> =>
      fixture.operator.unitOfWork.run(() => fixture.operator.unitOfWork.rows(`SELECT ride_id FROM ${table}`), {
        organizationId,
      });
    expect(await seen('assignment.past_offers', fixture.operator.organizationId)).toHaveLength(1);
    expect(await seen('assignment.past_offers', '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a')).toEqual([]);
    await expect(seen(thisMonth, fixture.operator.organizationId)).rejects.toThrow('permission denied');
  });

  it('leave with it two years after its end', async () => {
    // Their ids tell wall time: none leaves today, whatever the domain's clock says.
    fixture.pass(4 * 365 * 86_400);
    const keep = fixture.operator.application.app.get(KeepMonths, { strict: false });
    const now = new Date();
    const begins = (monthsAgo: number): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo));
    for (const month of [begins(25), begins(24)]) {
      await fixture.sql(
        `SET ROLE cabstand_owner; SELECT platform.add_month('assignment.past_offers', '${month.toISOString().slice(0, 10)}')`,
      );
    }
    // The same offer on the last and the first moment of two months, of which one has been over for two years.
    for (const at of [begins(24).getTime() - 1, begins(24).getTime()]) {
      await fixture.sql(
        `INSERT INTO assignment.past_offers
         SELECT (jsonb_populate_record(o, jsonb_build_object('id', $1::uuid))).* FROM assignment.past_offers o WHERE tableoid = $2::regclass`,
        [uuidv7({ msecs: at }), thisMonth],
      );
    }
    const partition = (month: Date): string =>
      `assignment.past_offers_${month.toISOString().slice(0, 7).replace('-', '_')}`;
    const lying = async (): Promise<string[]> => (await places()).map(({ place }) => place).sort();
    const stay = ['assignment.offers', partition(begins(24)), thisMonth].sort();
    expect(await lying()).toEqual([...stay, partition(begins(25))].sort());
    expect(await keep.keep()).toBe(true);
    expect(await lying()).toEqual(stay);
    const told = await fixture.sql(
      `SELECT payload FROM audit.entries WHERE type = 'platform.month_retired' AND payload->>'table' = 'assignment.past_offers'`,
    );
    const month = begins(25).toISOString().slice(0, 7);
    expect(told).toEqual([{ payload: { table: 'assignment.past_offers', month, rows: 1 } }]);
  });

  it('are kept no shorter than the table says, and only the owner says how long', async () => {
    const shorten = `UPDATE platform.monthly_tables SET kept_months = 1 WHERE name = 'audit.entries'`;
    await expect(fixture.sql(shorten)).rejects.toThrow('monthly_tables_kept');
    const { unitOfWork } = fixture.operator;
    const asWorker = (text: string): Promise<unknown> =>
      unitOfWork.run(() => unitOfWork.query(text), { as: 'worker', organizationId: null });
    await expect(asWorker(shorten)).rejects.toThrow('permission denied');
    await expect(asWorker(`DROP TABLE ${thisMonth}`)).rejects.toThrow('must be owner');
    await expect(asWorker(`SELECT platform.add_month('audit.entries', '2020-01-01')`)).rejects.toThrow(
      'permission denied',
    );
  });
});
