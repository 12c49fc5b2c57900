import { judgeReport, NEW_TRAIL, type ReportedPoint, type Trail } from './position-report';
import { DEFAULT_AREA } from './served-area';

const now = new Date('2026-11-21T08:00:00Z');
const ago = (seconds: number, from = now): Date => new Date(from.getTime() - seconds * 1000);
const TERMINAL = { latitude: 28.5562, longitude: 77.1 };
/** A little to the east: 0.001° is 98 m. */
const east = (degrees: number) => ({ ...TERMINAL, longitude: TERMINAL.longitude + degrees });

const point = (deviceAt: Date, more: Partial<ReportedPoint> = {}): ReportedPoint => ({
  ...TERMINAL,
  accuracyMetres: 8,
  speedMetresPerSecond: null,
  headingDegrees: null,
  chargePercent: null,
  mock: false,
  ...more,
  deviceAt,
});
const judge = (points: ReportedPoint[], trail: Trail = NEW_TRAIL, sentAt = now) =>
  judgeReport(points, { sentAt, now }, [DEFAULT_AREA], trail);

describe('a report of positions', () => {
  it('is taken in any order and again, and only what is newer moves the driver', () => {
    const [first, second, third] = [point(ago(20)), point(ago(10), east(0.001)), point(ago(0), east(0.002))];
    const judged = judge([third, first, second, first]);
    expect(judged.believed.map(({ at }) => at)).toEqual([ago(20), ago(20), ago(10), ago(0)]);
    expect(judged.newest).toMatchObject(third);
    const again = judge([third, first], judged.trail);
    expect(again.newest).toBeNull();
    expect(again.believed).toHaveLength(2);
    expect(again.trail).toEqual(judged.trail);
  });

  it.each([2 * 3600, -2 * 3600])('is put right when the clock is %d seconds off', (off) => {
    const sentAt = ago(off);
    const { newest, believed } = judge([point(ago(40, sentAt)), point(ago(5, sentAt), east(0.001))], NEW_TRAIL, sentAt);
    expect(newest?.at).toEqual(ago(5));
    expect(believed[0]!.at).toEqual(ago(40));
  });

  it('keeps one measure of a clock while the network wavers, and believes a clock that is nearly right', () => {
    const { trail } = judge([point(ago(7200))], NEW_TRAIL, ago(7200));
    const measuredAnew = judge([point(ago(7210))], NEW_TRAIL, ago(7194));
    const late = judge([point(ago(7220))], { ...trail, last: null }, ago(7206));
    const sooner = judge([point(ago(7210))], { ...trail, last: null }, ago(7194));
    expect([measuredAnew, late, sooner].map(({ newest }) => newest?.at)).toEqual([ago(16), ago(20), ago(16)]);
    expect(judge([point(ago(20))], NEW_TRAIL, ago(20)).newest?.at).toEqual(ago(20));
  });

  it.each([2, 25, 45])('keeps its points apart where the clock is %d seconds ahead', (ahead) => {
    const points = [19, 10, 0].map((seconds) => point(ago(seconds - ahead), east(-seconds / 5000)));
    const { believed, newest, trail } = judge(points, NEW_TRAIL, ago(-ahead));
    expect(believed.map(({ at }) => at)).toEqual([ago(19), ago(10), ago(0)]);
    expect(newest).toMatchObject(points[2]!);
    // One that takes five seconds on its way is measured by the quicker one.
    expect(judge([point(ago(5 - ahead))], trail, ago(5 - ahead)).believed[0]!.at).toEqual(ago(5));
  });

  it('is never later than now, and the device says which of such points is the last', () => {
    const { newest, trail } = judge([point(ago(-30), east(0.0002)), point(ago(-20))]);
    expect(newest).toMatchObject({ at: now, ...east(0.0002) });
    expect(judge([point(ago(-20))], trail).newest).toBeNull();
  });

  it('takes measures that no column of single precision holds', () => {
    const tiny = { accuracyMetres: 1e-300, speedMetresPerSecond: 5e-324, headingDegrees: 1e-50, chargePercent: 0.1 };
    const none = { accuracyMetres: 0, speedMetresPerSecond: 0, headingDegrees: 0, chargePercent: Math.fround(0.1) };
    expect(judge([point(ago(1), tiny)]).newest).toMatchObject(none);
  });

  it('leaves out points of 1970, of next year and at zero, and says why', () => {
    const points = [
      point(new Date('1970-01-01T00:00:10Z')),
      point(new Date('2027-11-21T08:00:00Z')),
      point(ago(1), { latitude: 0, longitude: 0 }),
      point(ago(1)),
    ];
    const { ignored, believed } = judge(points);
    expect(ignored).toEqual([
      { index: 0, reason: 'too_old' },
      { index: 1, reason: 'in_the_future' },
      { index: 2, reason: 'at_zero' },
    ]);
    expect(believed).toHaveLength(1);
    const lost = new Date('1970-01-01T00:00:10Z');
    expect(judge([point(lost)], NEW_TRAIL, lost).ignored).toEqual([{ index: 0, reason: 'clock_unknown' }]);
  });

  it('doubts what is made up and what lies in the sea', () => {
    const { doubted, newest } = judge([point(ago(2), { mock: true }), point(ago(1), { latitude: 15, longitude: 70 })]);
    expect(doubted.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'mock'],
      [1, 'far_from_cities'],
    ]);
    expect(newest).toBeNull();
  });

  it('doubts a jump, and believes it when the device insists for a minute', () => {
    const { trail } = judge([point(ago(200))]);
    // 98 km in 100 s.
    const jump = (seconds: number) => point(ago(seconds), east(1));
    const once = judge([jump(100), point(ago(95), east(0.001))], trail);
    expect(once.doubted).toMatchObject([{ index: 0, reason: 'jump' }]);
    expect(once.newest).toMatchObject(east(0.001));

    // Late, and told again.
    const late = judge([jump(201)], trail);
    expect([late.believed, late.doubted]).toMatchObject([[], [{ reason: 'jump' }]]);
    expect(judge([point(ago(260), east(0.01)), point(ago(200))], trail).believed).toHaveLength(2);

    const insists = judge([jump(100), jump(85), jump(70), jump(55), jump(41)], trail);
    expect(insists.doubted).toHaveLength(5);
    const settled = judge([jump(39)], insists.trail);
    expect(settled.newest).toMatchObject(east(1));
    expect(settled.trail.elsewhere).toBeNull();
  });

  it('takes off no more than 500 m for what a device does not know', () => {
    const { trail } = judge([point(ago(20))]);
    const vague = judge([point(ago(10), { ...east(0.5), accuracyMetres: 60_000 }), point(ago(9), east(0.5))], trail);
    expect(vague.doubted.map(({ reason }) => reason)).toEqual(['jump', 'jump']);
    expect(judge([point(ago(10), { ...east(0.01), accuracyMetres: 60_000 })], trail).doubted).toEqual([]);
  });
});
