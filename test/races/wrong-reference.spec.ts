import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { campaign, type CampaignReport, type StoryPath } from './campaign';
import { answerText } from './linearization';
import { Reference } from './reference';
import { scriptOf } from './script';
import { type Told, Unexplained, type Why } from './stories';
import { Theatre } from './theatre';

describe('a reference that is wrong on purpose', () => {
  let theatre: Theatre;
  let directory: string;

  beforeAll(async () => {
    theatre = await Theatre.open();
    directory = mkdtempSync(join(tmpdir(), 'cabstand-races-'));
  });
  afterAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    await theatre.stop();
  });

  const play = (from?: StoryPath): Promise<CampaignReport> =>
    campaign(
      { seed: 13, runs: 40, mostMoments: 8, seconds: 60, secondsToShrink: 15, from },
      new Reference(['driver_engaged']),
      () => theatre.player(),
      () => Promise.resolve([]),
    );
  /** What the program says, run as anybody would run it. */
  const run = (script: string, ...args: string[]): Promise<{ code: number; said: string }> => {
    const file = join(directory, 'story.mjs');
    writeFileSync(file, script);
    const { url, smsUrl, simulationToken } = theatre.stage;
    const where = ['--url', url, '--sms', smsUrl, '--token', simulationToken, '--admin', theatre.adminPhone];
    return new Promise((done) => {
      execFile(process.execPath, [file, ...where, ...args], (error, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
      );
    });
  };

  it('is found out, in a small story that a program of its own reproduces', async () => {
    const { found, at } = await play();
    expect(found).toBeInstanceOf(Unexplained);
    const script = scriptOf(found!, 'a reference that is wrong on purpose');

    const again = await run(script, '--tries', '3');
    expect(again).toMatchObject({ code: 1, said: expect.stringContaining('It came about again.') });
    for (const label of labels(found!.story)) expect(again.said).toContain(label);

    // The campaign begins with it where it is told what it printed; who is first may differ, as in the program.
    let begun = await play(at!);
    for (let tries = 1; begun.runs > 1 && tries < 3; tries++) begun = await play(at!);
    expect(begun.runs).toBe(1);
    expect(labels(begun.found!.story)).toEqual(labels(found!.story));

    // Where it was allowed after all, the same program finds nothing wrong.
    const { story, names } = found!;
    const last = story.at(-1)!;
    const given = last.answers.flatMap((one) => (one ? [answerText(one)] : []));
    // Whichever is the first.
    const allowed = [given, given.toReversed()];
    const so = (told: readonly Told[], why: Why): string =>
      scriptOf(new Unexplained(told, names, allowed, why, 'Nothing is wrong.'), 'a reference that is right');
    const right = so(story, 'answers');
    expect(await run(right, '--tries', '2')).toMatchObject({
      code: 0,
      said: expect.stringContaining('did not come about'),
    });

    // Where a moment before its end was answered otherwise, it is another story, of which nothing is known.
    const otherwise = last.answers.map((one) => one && { ...one, status: 418 });
    const elsewhere = so([{ ...last, answers: otherwise }, last], 'answers');
    expect(await run(elsewhere, '--tries', '2')).toMatchObject({
      code: 2,
      said: expect.stringContaining('another story'),
    });

    // Of what the database held only the database can tell.
    const held = so(story, 'held');
    const database = ['--database', theatre.application.database.adminUrl];
    expect(await run(held, '--tries', '1')).toMatchObject({ code: 2, said: expect.stringContaining('--database') });
    expect(await run(held, '--tries', '1', ...database)).toMatchObject({ code: 0 });
    await theatre.plant(GIVEN_UP);
    expect(await run(held, '--tries', '1', ...database)).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is work that was given up'),
    });
  }, 360_000);

  it('cannot be played where there is no service', async () => {
    const nothing = new Unexplained(
      [],
      { drivers: [], rides: [], duties: [], shifts: [] },
      [[]],
      'answers',
      'Nothing.',
    );
    const script = scriptOf(nothing, 'nothing');
    expect(await run(script, '--url', 'http://127.0.0.1:1')).toMatchObject({ code: 2 });
    expect(await run(script, '--tries', 'many')).toMatchObject({ code: 2 });
  });
});

/** What an invariant of the races is against, in every organization from now on. */
const GIVEN_UP = `
  CREATE FUNCTION public.given_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    INSERT INTO platform.dead_letters (id, outbox_id, event_id, listener, effect, organization_id, aggregate_version, event,
      attempts, error, died_at)
    VALUES (gen_random_uuid(), 0, gen_random_uuid(), 'Planted', 'database', NEW.id, 1, '{}', 1, 'planted', now());
    RETURN NULL;
  END $$;
  CREATE TRIGGER given_up AFTER INSERT ON identity.organizations FOR EACH ROW EXECUTE FUNCTION public.given_up()`;

function labels(story: readonly Told[]): string[] {
  return story.flatMap(({ steps }) => steps.map(({ label }) => label));
}
