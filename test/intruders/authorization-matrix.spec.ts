import { v7 as uuidv7 } from 'uuid';
import { ROLES } from '../../src/platform/auth/permissions';
import { TestApplication } from '../support/application';
import { operations } from './api';
import { callCell, type CellAnswer } from './cell';
import { expectationOf, type Expectation, type Fixtures } from './expectation';
import { fixturesOf } from './fixtures/all';
import { type Person, People, PLACES } from './people';
import { leaksIn, marksOf, tenantTables, UUID } from './tenant-marks';
import { WatchedDatabase } from './watched-database';
import { furnish } from './world';

/**
 * Each operation of client/openapi.json, called by nobody and by each role from each place. What is expected comes from the
 * permission that the operation declares, the permissions of the role and the place of the caller, and from nothing that the
 * service says. No transaction of a cell commits, so that each finds the same world.
 */
describe('the authorization matrix', () => {
  let application: TestApplication;
  let database: WatchedDatabase;
  let people: People;
  let fixtures: Fixtures;
  let marks: ReadonlySet<string>;

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    database = new WatchedDatabase();
    people = await People.gather(application);
    fixtures = fixturesOf(await furnish(people), people);
    marks = await marksOf(application, people.organizationId, await tenantTables(application));
  });
  afterAll(async () => {
    database?.restore();
    await application?.stop();
  });

  it('knows each operation, and none that is gone', () => {
    expect(Object.keys(fixtures).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it.each(operations.map((operation) => [operation.id, operation] as const))('%s', async (id, operation) => {
    const fixture = fixtures[id];
    if (!fixture) throw new Error(`${operation.place} has no fixture: say in test/intruders/fixtures what it names.`);
    const callers: (Person | null)[] = [
      null,
      ...ROLES.flatMap((role) => PLACES.map((place) => people.get(role, place))),
    ];
    const wrong: string[] = [];
    for (const person of callers) {
      const expected = expectationOf(operation, fixture, person);
      const answer = await callCell(application, database, { keepsNothing: true }, operation, fixture, person);
      const cell = person === null ? 'anonymous' : `${person.role}, ${person.place}`;
      const said = describeAnswer(answer.status, answer.code, fixture.shows, answer.text);
      const wanted = describeExpected(expected, said);
      if (said !== wanted) wrong.push(`${cell}: ${said} instead of ${wanted} ${answer.detail ?? ''}`);
      // Two refusals are written down (`RememberedRefusal`: a wrong start code, an offer that came too late); no cell meets them.
      if (answer.status >= 400 && answer.seen.changes > 0) wrong.push(`${cell}: refused, and yet changed something`);
      if (person?.place === 'other organization' && !(fixture.ofPlatform && person.role === 'super_admin')) {
        const leaks = leaksIn(answer, marks);
        if (leaks.length > 0) wrong.push(`${cell}: tells of another organization: ${leaks.join(', ')}`);
        if (answer.status === 404 && fixture.path) {
          const nobodys = { ...fixture, path: Object.fromEntries(Object.entries(fixture.path).map(elsewhere)) };
          const absent = await callCell(application, database, { keepsNothing: true }, operation, nobodys, person);
          if (withoutIds(absent) !== withoutIds(answer))
            wrong.push(`${cell}: ${withoutIds(answer)}, but of what there is not ${withoutIds(absent)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** An id that nothing has, in the place of each. */
function elsewhere([name, value]: [string, string]): [string, string] {
  return [name, value.replace(UUID, () => uuidv7())];
}

/** How it was refused, whatever was asked for. */
function withoutIds({ status, code, detail }: CellAnswer): string {
  return `${status} ${code} ${detail?.replace(UUID, '…')}`;
}

function describeAnswer(status: number, code: string | undefined, shows: string | undefined, text: string): string {
  const shown = status < 300 && shows !== undefined ? (text.includes(shows) ? ' showing it' : ' not showing it') : '';
  return `${status}${code ? ` ${code}` : ''}${shown}`;
}

/** Where any code will do, the one that was given. */
function describeExpected({ status, code, shown }: Expectation, said: string): string {
  const showing = shown === undefined ? '' : shown ? ' showing it' : ' not showing it';
  if (code === undefined && status >= 400 && said.startsWith(`${status} `)) return said;
  return `${status}${code ? ` ${code}` : ''}${showing}`;
}
