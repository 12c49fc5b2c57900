import type { DriverStatus, VehicleStatus } from '../contracts/fleet-events';
import { DRIVER_TRANSITIONS } from './driver-status';
import { MANAGER_TRANSITIONS, type ManagerStatus } from './manager';
import { SITE_TRANSITIONS, type SiteStatus } from './site-status';
import { assertTransition, type StatusTransitions } from './status-transitions';
import { VEHICLE_TRANSITIONS } from './vehicle-status';

/** Written out a second time, so that an edit of a table is noticed. */
const VEHICLE_ALLOWED: [VehicleStatus, VehicleStatus][] = [
  ['PENDING', 'ACTIVE'],
  ['PENDING', 'RETIRED'],
  ['ACTIVE', 'MAINTENANCE'],
  ['ACTIVE', 'SUSPENDED'],
  ['ACTIVE', 'RETIRED'],
  ['MAINTENANCE', 'ACTIVE'],
  ['MAINTENANCE', 'SUSPENDED'],
  ['MAINTENANCE', 'RETIRED'],
  ['SUSPENDED', 'ACTIVE'],
  ['SUSPENDED', 'MAINTENANCE'],
  ['SUSPENDED', 'RETIRED'],
];
const DRIVER_ALLOWED: [DriverStatus, DriverStatus][] = [
  ['PENDING', 'ACTIVE'],
  ['PENDING', 'LEFT'],
  ['ACTIVE', 'SUSPENDED'],
  ['ACTIVE', 'LEFT'],
  ['SUSPENDED', 'ACTIVE'],
  ['SUSPENDED', 'LEFT'],
];
const SITE_ALLOWED: [SiteStatus, SiteStatus][] = [
  ['ACTIVE', 'SUSPENDED'],
  ['ACTIVE', 'CLOSED'],
  ['SUSPENDED', 'ACTIVE'],
  ['SUSPENDED', 'CLOSED'],
];
const MANAGER_ALLOWED: [ManagerStatus, ManagerStatus][] = [['ACTIVE', 'DISMISSED']];

const tables: [string, StatusTransitions<string>, [string, string][]][] = [
  ['vehicle', VEHICLE_TRANSITIONS, VEHICLE_ALLOWED],
  ['driver', DRIVER_TRANSITIONS, DRIVER_ALLOWED],
  ['hub', SITE_TRANSITIONS, SITE_ALLOWED],
  ['manager', MANAGER_TRANSITIONS, MANAGER_ALLOWED],
];
const everyPair = tables.flatMap(([thing, transitions, allowed]) =>
  Object.keys(transitions).flatMap((from) =>
    Object.keys(transitions).map((to) => {
      const isAllowed = allowed.some(([a, b]) => a === from && b === to);
      return { thing, transitions, from, to, isAllowed };
    }),
  ),
);

describe('the status', () => {
  it.each(everyPair)(
    'of a $thing from $from to $to: allowed $isAllowed',
    ({ thing, transitions, from, to, isAllowed }) => {
      const change = () => assertTransition(thing, transitions, from, to);
      if (isAllowed) expect(change).not.toThrow();
      else {
        const details = { from, to, possible: transitions[from] };
        expect(change).toThrow(
          expect.objectContaining({ kind: 'conflict', code: `illegal_${thing}_transition`, details }),
        );
      }
    },
  );

  it('says what is possible instead', () => {
    expect(() => assertTransition('vehicle', VEHICLE_TRANSITIONS, 'PENDING', 'SUSPENDED')).toThrow(
      'A vehicle that is PENDING cannot become SUSPENDED: it can become ACTIVE, RETIRED.',
    );
    expect(() => assertTransition('vehicle', VEHICLE_TRANSITIONS, 'RETIRED', 'ACTIVE')).toThrow(
      'that is its last status',
    );
  });
});
