import { DriverWentOffline, DriverWentOnline } from '../../assignment/contracts/assignment-events';
import {
  BreakEnded,
  BreakStarted,
  type CheckedOut,
  CheckInApproved,
  type CheckInExpired,
  type CheckInRejected,
  CheckInRequested,
} from '../../attendance/contracts/attendance-events';
import { DriverRegistered, DriverStatusChanged, DriverUpdated } from '../../fleet/contracts/fleet-events';
import { isMadeAfter } from './mark';

export type Duty = 'OFF' | 'PENDING' | 'ON' | 'BREAK';

/** What live remembers of a driver. Each part is told by another aggregate, so each knows by which fact it stands. */
export interface LiveDriver {
  readonly driverId: string;
  readonly name: string | null;
  readonly fleetId: string | null;
  readonly hubId: string | null;
  readonly status: string;
  readonly duty: Duty;
  readonly online: boolean;
  readonly heard: { readonly profile: string; readonly status: string; readonly duty: string; readonly online: string };
}

export type DriverFact =
  | DriverRegistered
  | DriverUpdated
  | DriverStatusChanged
  | CheckInRequested
  | CheckInApproved
  | CheckInRejected
  | CheckInExpired
  | BreakStarted
  | BreakEnded
  | CheckedOut
  | DriverWentOnline
  | DriverWentOffline;

type Part = keyof LiveDriver['heard'];

/** The driver after the fact; the same object where the fact tells nothing new. */
export function followDriver(known: LiveDriver | undefined, fact: DriverFact): LiveDriver {
  const driver = known ?? unheardOf(fact.payload.driverId);
  const told = partsTold(fact).filter(([part]) => isMadeAfter(fact, driver.heard[part]));
  if (told.length === 0) return driver;
  const heard = { ...driver.heard, ...Object.fromEntries(told.map(([part]) => [part, fact.id])) };
  return { ...driver, ...Object.assign({}, ...told.map(([, change]) => change)), heard } as LiveDriver;
}

function unheardOf(driverId: string): LiveDriver {
  const heard = { profile: '', status: '', duty: '', online: '' };
  const unknown = { name: null, fleetId: null, hubId: null, status: 'PENDING' };
  return { driverId, ...unknown, duty: 'OFF', online: false, heard };
}

function partsTold(fact: DriverFact): [Part, Partial<LiveDriver>][] {
  if (fact instanceof DriverRegistered || fact instanceof DriverUpdated) {
    const { name, fleetId, hubId } = fact.payload;
    const profile: [Part, Partial<LiveDriver>] = ['profile', { name, fleetId, hubId }];
    return fact instanceof DriverRegistered ? [profile, ['status', { status: fact.payload.status }]] : [profile];
  }
  if (fact instanceof DriverStatusChanged) return [['status', { status: fact.payload.to }]];
  if (fact instanceof DriverWentOnline) return [['online', { online: true }]];
  if (fact instanceof DriverWentOffline) return [['online', { online: false }]];
  return [['duty', { duty: dutyAfter(fact) }]];
}

function dutyAfter(fact: DriverFact): Duty {
  if (fact instanceof CheckInRequested) return 'PENDING';
  if (fact instanceof CheckInApproved || fact instanceof BreakEnded) return 'ON';
  return fact instanceof BreakStarted ? 'BREAK' : 'OFF';
}

export interface DriverView {
  readonly driverId: string;
  readonly name: string | null;
  readonly fleetId: string | null;
  readonly hubId: string | null;
  readonly status: string;
  readonly duty: Duty;
  readonly online: boolean;
}

export function driverView({ driverId, name, fleetId, hubId, status, duty, online }: LiveDriver): DriverView {
  return { driverId, name, fleetId, hubId, status, duty, online };
}
