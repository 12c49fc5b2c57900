import { eventually, type Answer } from '../../support/application';
import { ODOMETER, PICTURE } from '../attendance/fleet-at-work';
import { OperatorAtWork } from './operator-at-work';

const DRIVERS = 12;

describe('a check-in and the look that finds nobody, at the same moment', () => {
  let operator: OperatorAtWork;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
  });
  afterAll(() => operator.close());

  it('one of them wins: he is on his shift, or it is missed and he is not let in', async () => {
    const people = await Promise.all(
      Array.from({ length: DRIVERS }, async () => {
        const driverId = await operator.driver();
        const rosterEntryId = await operator.roster(driverId, await operator.vehicle(), operator.after(0), 8);
        return { driverId, rosterEntryId, caller: await operator.actAs({ role: 'driver', driverId }) };
      }),
    );
    operator.now = operator.after(14);
    const selfies = await Promise.all(
      people.map(({ caller }) => caller.call('POST', '/v1/driver/selfies', PICTURE, { 'content-type': 'image/webp' })),
    );
    operator.now = operator.after(1);
    const answers = await Promise.all(
      people.map(async ({ caller, driverId }, index): Promise<Answer> => {
        await new Promise((resolve) => setTimeout(resolve, index * 15));
        return caller.post('/v1/driver/attendance/check-in', {
          selfieId: selfies[index]!.body.selfieId as string,
          odometerStartMetres: ODOMETER,
          deviceId: `device-${driverId}`,
        });
      }),
    );
    await eventually(async () => {
      const due = await operator.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [operator.now]);
      expect(due).toHaveLength(0);
    });
    const entries = await operator.application.sql<{ id: string; status: string; attended: boolean; known: boolean }>(
      `SELECT r.id, r.status, r.attended_at IS NOT NULL AS attended,
         EXISTS (SELECT FROM attendance.roster_entries k WHERE k.id = r.id) AS known
       FROM assignment.roster_entries r WHERE r.id = ANY($1)`,
      [people.map(({ rosterEntryId }) => rosterEntryId)],
    );
    for (const [index, { rosterEntryId }] of people.entries()) {
      const { status, attended, known } = entries.find(({ id }) => id === rosterEntryId)!;
      const { status: answered, body } = answers[index]!;
      const came = { status: 'PUBLISHED', attended: true, known: true, answered: 201, code: undefined };
      const missed = { status: 'MISSED', attended: false, known: false, answered: 400, code: 'not_rostered' };
      expect({ status, attended, known, answered, code: body.code as string | undefined }).toEqual(
        answered === 201 ? came : missed,
      );
    }
  });
});
