import type { DomainError } from '../../../platform/errors/domain-error';
import { assertPlausibleReading, type LastReading } from './odometer';

function refusal(metres: number, last: LastReading): DomainError | null {
  try {
    assertPlausibleReading(metres, last);
    return null;
  } catch (error) {
    return error as DomainError;
  }
}

describe('an odometer reading', () => {
  const last = { metres: 18_250_000, attendanceId: 'attendance 1' };

  it.each([
    [18_249_999, 'odometer_below_last'],
    [18_250_000, undefined],
    [20_250_000, undefined],
    [20_250_001, 'odometer_implausible'],
  ])('of %d m after 18,250,000 m is refused as %s', (metres, code) => {
    expect(refusal(metres, last)?.code).toBe(code);
  });

  it('is refused with both figures and with what a manager can correct', () => {
    const error = refusal(1, last)!;
    expect(error.details).toMatchObject({
      odometerMetres: 1,
      lastOdometerMetres: 18_250_000,
      lastReadingAttendanceId: 'attendance 1',
    });
    expect(error.message).toContain('a manager can correct the odometer of the attendance attendance 1.');
    expect(refusal(1, { ...last, attendanceId: null })!.message).toContain(
      "a manager can correct the vehicle's odometer.",
    );
  });
});
