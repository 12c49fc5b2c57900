import fc from 'fast-check';
import { NO_DOCUMENTS } from './documents';
import type { Shift } from './roster-entry';
import { type RosterableVehicle, type RosteredDriver, type RosterFacts, rosterRefusals } from './roster-plan';

const NOW = new Date('2026-11-21T03:30:00.000Z');
const HOUR = 3_600_000;

const hours = (n: number): Date => new Date(NOW.getTime() + n * HOUR);
const shift = (driverId: string, vehicleId: string, from = 1, until = 9): Shift => ({
  driverId,
  vehicleId,
  startsAt: hours(from),
  endsAt: hours(until),
});
const person = (name: string, status = 'ACTIVE'): RosteredDriver => ({
  ...{ name, status, hubId: 'hub', documents: NO_DOCUMENTS, preferences: {}, spells: [] },
});
const cab = (plate: string, status = 'ACTIVE'): RosterableVehicle => ({
  ...{ plate, status, documents: NO_DOCUMENTS, outages: [] },
});
const facts = (over: Partial<RosterFacts> = {}): RosterFacts => ({
  drivers: new Map(['a', 'b', 'c'].map((id) => [id, person(id)])),
  vehicles: new Map(['x', 'y', 'z'].map((id) => [id, cab(id)])),
  planned: [],
  ...over,
});
const codes = (shifts: Shift[], known = facts()): string[] =>
  rosterRefusals(shifts, known, NOW).map(({ index, error }) => `${index} ${error.code}`);

describe('the rows of a roster', () => {
  it('stand when nothing speaks against them', () => {
    expect(codes([shift('a', 'x'), shift('b', 'y'), shift('a', 'z', 9, 10)])).toEqual([]);
  });

  it('are refused one by one, by their index', () => {
    const planned = [{ id: 'entry', status: 'PUBLISHED' as const, ...shift('c', 'z', 0, 2) }];
    const rows = [shift('a', 'x'), shift('q', 'x'), shift('a', 'q'), shift('b', 'x'), shift('c', 'y'), shift('b', 'z')];
    expect(codes(rows, facts({ planned }))).toEqual([
      '1 driver_not_found',
      '2 vehicle_not_found',
      '3 roster_vehicle_overlap',
      '4 roster_driver_overlap',
      '5 roster_vehicle_overlap',
    ]);
  });

  it('are not compared with a row that is wrong by itself', () => {
    expect(codes([shift('a', 'x', 0, 17), shift('a', 'x', 0, 8)])).toEqual(['0 shift_too_long']);
  });

  it('take a vehicle in the workshop and refuse one that is gone', () => {
    const vehicle = (status: string): RosterFacts => facts({ vehicles: new Map([['x', cab('x', status)]]) });
    expect(codes([shift('a', 'x')], vehicle('MAINTENANCE'))).toEqual([]);
    expect(codes([shift('a', 'x')], vehicle('RETIRED'))).toEqual(['0 vehicle_out_of_service']);
  });

  it('never leave two that overlap for one driver or vehicle', () => {
    const row = fc.record({
      driverId: fc.constantFrom('a', 'b', 'c'),
      vehicleId: fc.constantFrom('x', 'y', 'z'),
      from: fc.integer({ min: 0, max: 40 }),
      length: fc.integer({ min: 1, max: 16 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const shifts = rows.map(({ driverId, vehicleId, from, length }) =>
          shift(driverId, vehicleId, from, from + length),
        );
        const refused = new Set(rosterRefusals(shifts, facts(), NOW).map(({ index }) => index));
        const kept = shifts.filter((_, index) => !refused.has(index));
        for (const one of kept) {
          for (const other of kept) {
            const shared = one.driverId === other.driverId || one.vehicleId === other.vehicleId;
            if (one !== other && shared) expect(one.startsAt < other.endsAt && other.startsAt < one.endsAt).toBe(false);
          }
        }
      }),
    );
  });
});
