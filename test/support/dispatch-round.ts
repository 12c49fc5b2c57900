import { v7 as uuidv7 } from 'uuid';
import type { CandidateFacts } from '../../src/contexts/assignment/domain/candidate';
import { isEligible, judge } from '../../src/contexts/assignment/domain/judge-candidate';
import { DEFAULT_POLICY } from '../../src/contexts/assignment/domain/matching-policy';
import { scoreOf } from '../../src/contexts/assignment/domain/rank-candidates';
import type { RecordedCandidate, RoundRecord } from '../../src/contexts/assignment/domain/round-record';
import { DEFAULT_CITY_TERMS } from '../../src/kernel/city-terms';

export const AT = new Date('2026-11-21T03:30:00.000Z');

export const ago = (seconds: number): Date => new Date(AT.getTime() - seconds * 1_000);

/** A driver whom no rule refuses, so far away by road as said. */
export function facts(driverId: string, metres: number, over: Partial<CandidateFacts> = {}): CandidateFacts {
  const straightMetres = Math.round(metres / 1.3);
  const pickup = { metres, seconds: Math.round((metres * 3.6) / 25), estimated: true };
  const vehicleId = `vehicle of ${driverId}`;
  return {
    ...{ driverId, latitude: 28.55, longitude: 77.1, accuracyMetres: 8, seenAt: ago(5), suspectAt: null },
    ...{ chargePercent: 80, straightMetres, pickup, status: 'ACTIVE', duty: 'ON' },
    ...{
      attendedVehicleId: vehicleId,
      online: true,
      licenceExpiresOn: '2030-01-01',
      rosterEntryId: 'shift',
      vehicleId,
    },
    ...{ vehicleStatus: 'ACTIVE', vehicleClass: 'SEDAN', rangeMetres: 200_000, otherRides: [], workedSeconds: 3_600 },
    ...{ idleSince: ago(600), offersMade: 0, offersAccepted: 0, hadThisRide: null, otherOfferId: null },
    ...over,
  };
}

/** As a round would have judged and ranked him. */
export function candidate(seen: CandidateFacts): RecordedCandidate {
  const ride = {
    ...{ rideId: uuidv7(), organizationId: uuidv7(), city: 'DEL', vehicleClass: 'SEDAN', demand: 'now' as const },
    ...{ pickup: { latitude: 28.55, longitude: 77.1 }, pickupAt: AT, expectedMetres: 12_000, expectedMinutes: 30 },
    ...{ closed: false, cityTerms: DEFAULT_CITY_TERMS },
  };
  const verdicts = judge(seen, ride, DEFAULT_POLICY, AT);
  const score = isEligible(verdicts) ? scoreOf(seen, DEFAULT_POLICY.weights, AT) : null;
  return { driverId: seen.driverId, facts: seen, verdicts, score };
}

export function round(candidates: readonly CandidateFacts[], over: Partial<RoundRecord> = {}): RoundRecord {
  return {
    ...{ searchId: uuidv7(), rideId: uuidv7(), organizationId: uuidv7(), round: 1, at: AT, radiusMetres: 5_000 },
    ...{
      policyVersion: 1,
      candidates: candidates.map(candidate),
      outside: [],
      chosen: [],
      note: 'The best was asked.',
    },
    ...over,
  };
}
