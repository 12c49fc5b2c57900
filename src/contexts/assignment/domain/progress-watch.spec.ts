import { judgeProgress, type ProgressJudgement, type ProgressSeen, type ProgressWatch } from './progress-watch';

const DEPARTED = new Date('2026-11-21T03:30:00.000Z');
const PICKUP = { latitude: 28.55, longitude: 77.1 };
const after = (seconds: number): Date => new Date(DEPARTED.getTime() + seconds * 1_000);
/** So many metres north of the pickup. */
const away = (metres: number) => ({ ...PICKUP, latitude: PICKUP.latitude + metres / 111_195 });

describe('the watch on a driver’s progress', () => {
  let watch: ProgressWatch | null;
  let way: ProgressSeen['way'];
  beforeEach(() => {
    watch = null;
    way = null;
  });

  const look = (seconds: number, metres: number | null, seenAt = seconds): ProgressJudgement => {
    const position = metres === null ? null : { point: away(metres), seenAt: after(seenAt) };
    const assigned = { assignedAt: after(-60), freeAt: null, departedAt: DEPARTED, way };
    const seen: ProgressSeen = { ...assigned, pickup: PICKUP, position };
    const judged = judgeProgress(watch, seen, after(seconds));
    watch = judged.watch;
    return judged;
  };
  const story = (...looks: [seconds: number, metres: number | null, seenAt?: number][]): string[] =>
    looks.map((each) => {
      const { outcome, watch: now } = look(...each);
      return now.trouble === null ? outcome : `${outcome}: ${now.trouble}`;
    });

  it('is content with whoever comes nearer, and looks again in 30 seconds', () => {
    expect(story([30, 3_000], [60, 2_800], [90, 2_600])).toEqual(['well', 'well', 'well']);
    expect(look(120, 2_400).nextLookAt).toEqual(after(150));
  });

  it('counts slow traffic as progress, where it adds up to 50 m in three minutes', () => {
    expect(story([30, 3_000], [120, 2_975], [179, 2_951], [180, 2_949], [300, 2_940])).not.toContain(
      'doubted: stalled',
    );
  });

  it('doubts a driver who is not 50 m nearer for 180 seconds, and loses him when the grace is over', () => {
    expect(story([30, 3_000], [60, 3_000], [179, 2_960], [180, 2_960], [210, 2_960])).toEqual([
      'well',
      'well',
      'well',
      'doubted: stalled',
      'still_doubted: stalled',
    ]);
    expect(story([239, 2_960], [240, 2_960])).toEqual(['still_doubted: stalled', 'lost: stalled']);
  });

  it('bears with a driver who goes round a block, for eight minutes', () => {
    const round: [number, number][] = Array.from({ length: 15 }, (_, index) => [
      30 * (index + 1),
      3_000 + 60 * (index % 2),
    ]);
    expect(new Set(story(...round))).toEqual(new Set(['well']));
    expect(story([480, 3_000])).toEqual(['doubted: stalled']);
    watch = null;
    // He stands after all.
    expect(story([30, 3_000], [60, 3_060], [90, 3_060], [239, 3_060], [240, 3_060])).toEqual([
      ...Array.from({ length: 4 }, () => 'well'),
      'doubted: stalled',
    ]);
  });

  it('forgets a trouble that mends, and gives the next its own grace', () => {
    expect(story([30, 3_000], [180, 3_000], [210, 2_900], [389, 2_900], [390, 2_900])).toEqual([
      'well',
      'doubted: stalled',
      'mended',
      'well',
      'doubted: stalled',
    ]);
    expect(watch!.graceUntil).toEqual(after(450));
  });

  it('calls him dark without a position for more than 90 seconds, also one that was never seen', () => {
    expect(story([30, 3_000], [120, 3_000, 30], [121, 3_000, 30])).toEqual(['well', 'well', 'doubted: dark']);
    watch = null;
    expect(story([90, null], [91, null], [130, 2_000])).toEqual(['well', 'doubted: dark', 'mended']);
  });

  it('calls him retreating 500 m beyond the nearest yet', () => {
    expect(story([30, 2_000], [60, 1_500], [90, 1_990], [120, 2_010], [150, 1_900])).toEqual([
      'well',
      'well',
      'well',
      'doubted: retreating',
      'mended',
    ]);
  });

  it('bears with streets that lead away, as far as his way by road may', () => {
    way = { metres: 4_000, seconds: 600 };
    // Half of the 2,000 m that it is longer, and 500.
    expect(story([30, 2_000], [60, 3_490], [90, 3_510], [120, 3_490])).toEqual([
      'well',
      'well',
      'doubted: retreating',
      'mended',
    ]);
  });

  it('bears with them as long as his way may take, while he moves', () => {
    // Three quarters of it are detour: 1,125 s.
    way = { metres: 8_000, seconds: 1_500 };
    const drives: [number, number][] = Array.from({ length: 38 }, (_, index) => [
      30 * (index + 1),
      2_000 + 60 * (index % 2),
    ]);
    expect(new Set(story(...drives.slice(0, 37)))).toEqual(new Set(['well']));
    expect(story([1_125, 2_060])).toEqual(['doubted: stalled']);
  });

  it('does not ask a driver who is there to come nearer', () => {
    expect(story([30, 90], [600, 95])).toEqual(['well', 'well']);
  });

  it('keeps one grace where one trouble follows another', () => {
    expect(story([30, 3_000], [121, 3_000, 30], [150, 3_600], [181, 3_600])).toEqual([
      'well',
      'doubted: dark',
      'still_doubted: retreating',
      'lost: retreating',
    ]);
  });

  it('counts a driver who does not depart within three minutes as stalled, until he departs', () => {
    const waiting = { assignedAt: DEPARTED, freeAt: null, departedAt: null, way, pickup: PICKUP, position: null };
    expect(judgeProgress(null, waiting, after(179))).toMatchObject({ outcome: 'well', nextLookAt: after(180) });
    const late = judgeProgress(null, waiting, after(180));
    expect(late).toMatchObject({ outcome: 'doubted', nextLookAt: after(210) });
    expect(late.watch).toMatchObject({ stage: 'to_depart', trouble: 'stalled', graceUntil: after(240) });
    expect(judgeProgress(late.watch, waiting, after(240)).outcome).toBe('lost');
    const gone = { ...waiting, departedAt: after(230), position: { point: away(900), seenAt: after(235) } };
    expect(judgeProgress(late.watch, gone, after(260)).outcome).toBe('mended');
  });

  it('gives one who finishes a ride first those three minutes from when it was to be over', () => {
    const waiting = { assignedAt: DEPARTED, freeAt: after(300), departedAt: null, way, pickup: PICKUP, position: null };
    expect(judgeProgress(null, waiting, after(479))).toMatchObject({ outcome: 'well', nextLookAt: after(480) });
    const late = judgeProgress(null, waiting, after(480));
    expect(late).toMatchObject({ outcome: 'doubted', watch: { trouble: 'stalled', graceUntil: after(540) } });
    expect(judgeProgress(late.watch, waiting, after(540)).outcome).toBe('lost');
  });
});
