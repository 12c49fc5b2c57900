import type { DomainError } from '../../../platform/errors/domain-error';
import { assertMayDepart, type DutyAtDeparture } from './departure';

const RIDE = { rideId: 'ride', vehicleId: 'cab' };
const ON_DUTY: DutyAtDeparture = { status: 'APPROVED', vehicleId: 'cab', hoursSpent: false };

function codeOf(duty: DutyAtDeparture | null): string {
  try {
    assertMayDepart(duty, RIDE);
  } catch (error) {
    return (error as DomainError).code;
  }
  return 'departs';
}

describe('a driver who departs', () => {
  it.each<[string, DutyAtDeparture | null]>([
    ['departs', ON_DUTY],
    ['driver_off_duty', null],
    ['check_in_pending', { ...ON_DUTY, status: 'PENDING' }],
    ['driver_on_break', { ...ON_DUTY, status: 'ON_BREAK' }],
    ['vehicle_differs', { ...ON_DUTY, vehicleId: 'another cab' }],
    ['hours_spent', { ...ON_DUTY, hoursSpent: true }],
  ])('%s', (code, duty) => {
    expect(codeOf(duty)).toBe(code);
  });
});
