import { dutyMayStartAt } from '../../../kernel/duty-hours';
import { outlasts } from '../../../kernel/document-standing';
import type { Documents } from './documents';
import { type DriverHours, periodsOfDuty } from './driver-hours';
import { type Outage, outageDuring } from './outage';

/** Of a driver and of the vehicle of his shift. */
export interface DutyGates {
  readonly documents: Documents;
  readonly vehicleDocuments: Documents;
  readonly outages: readonly Outage[];
  readonly hours: DriverHours;
}

export interface Standings {
  readonly driverStatus: string;
  readonly vehicleStatus: string;
}

/**
 * Whether a check-in of his would be refused now, whatever he does: he, his fleet or the vehicle is suspended or out of service, papers
 * have lapsed, or he must rest. Whoever has left for good is not kept out: he does not come.
 */
export function isKeptOut(gates: DutyGates, { driverStatus, vehicleStatus }: Standings, now: Date): boolean {
  if (driverStatus === 'LEFT') return false;
  if (driverStatus !== 'ACTIVE' || vehicleStatus !== 'ACTIVE') return true;
  const soon = new Date(now.getTime() + 1);
  if (!outlasts(gates.documents, soon) || !outlasts(gates.vehicleDocuments, soon)) return true;
  if (outageDuring(gates.outages, { start: now, end: soon })) return true;
  const { ahead } = gates.hours;
  return ahead !== null && dutyMayStartAt(periodsOfDuty(ahead.spells, [], now), now, ahead.policy) > now;
}
