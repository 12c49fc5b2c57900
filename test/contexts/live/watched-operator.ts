import { v7 as uuidv7 } from 'uuid';
import {
  ConflictRaised,
  ConflictResolved,
  DriverAssigned,
  OfferMade,
  OfferWithdrawn,
  SearchStarted,
} from '../../../src/contexts/assignment/contracts/assignment-events';
import {
  RosterEntryCancelled,
  RosterEntryPlanned,
  RosterEntryReplaced,
  ShiftMissed,
} from '../../../src/contexts/assignment/contracts/roster-events';
import { CheckInApproved } from '../../../src/contexts/attendance/contracts/attendance-events';
import { DriverRegistered, DriverUpdated } from '../../../src/contexts/fleet/contracts/fleet-events';
import type { GeoPoint } from '../../../src/kernel/geo-point';
import { LiveModule } from '../../../src/contexts/live/live.module';
import {
  RideAssigned,
  RideBooked,
  RideBrokenDown,
  RideCancelled,
  RideDeparted,
  RideSearching,
  RideStarted,
} from '../../../src/contexts/ride/contracts/ride-events';
import type { DomainEvent } from '../../../src/platform/events/domain-event';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type CallerOptions, TestApplication, type TestCaller } from '../../support/application';
import type { TestDatabase } from '../../support/database';
import { StreamClient } from './stream-client';

const PICKUP = { latitude: 28.5562, longitude: 77.1 };
const PHONE = '+919876543210';

/** Live alone, told by the events of the others; each application is a process of its own to the database. */
export class WatchedOperator {
  private readonly clients: StreamClient[] = [];
  private readonly versions = new Map<string, number>();

  private constructor(
    readonly application: TestApplication,
    readonly organizationId: string,
  ) {}

  static async open(
    database?: TestDatabase,
    organizationId = uuidv7(),
    configured: Record<string, string> = {},
  ): Promise<WatchedOperator> {
    const environment = { LIVE_HEARTBEAT_SECONDS: '1', ...configured };
    return new WatchedOperator(
      await TestApplication.start({ contexts: [LiveModule], database, environment }),
      organizationId,
    );
  }

  async close(): Promise<void> {
    this.hangUp();
    await this.application.stop();
  }

  hangUp(): void {
    for (const client of this.clients.splice(0)) client.close();
  }

  actAs(options: CallerOptions): Promise<TestCaller> {
    return this.application.actAs({ organizationId: this.organizationId, ...options });
  }

  watch(caller: TestCaller, headers: Record<string, string> = {}): Promise<StreamClient> {
    return this.open('/v1/stream', { authorization: `Bearer ${caller.token}`, ...headers });
  }

  async open(path: string, headers: Record<string, string> = {}): Promise<StreamClient> {
    const client = await StreamClient.open(this.application.url + path, headers);
    this.clients.push(client);
    return client;
  }

  async given(...events: DomainEvent[]): Promise<void> {
    for (const event of events) {
      // Unless the test says itself which came when.
      const version = event.aggregateVersion || (this.versions.get(event.aggregateId) ?? 0) + 1;
      this.versions.set(event.aggregateId, version);
      event.aggregateVersion = version;
    }
    const unitOfWork = this.application.app.get(UnitOfWork);
    await unitOfWork.run(() => unitOfWork.publish(...events), { organizationId: this.organizationId });
  }

  async driver(fleetId = uuidv7(), hubId = uuidv7()): Promise<{ driverId: string; fleetId: string; hubId: string }> {
    const driverId = uuidv7();
    const at = new Date();
    const contract = { licenceExpiresOn: '2030-01-01', paymentModel: 'SALARY', status: 'ACTIVE' as const };
    const duty = { attendanceId: uuidv7(), driverId, vehicleId: uuidv7(), hubId, approvedBy: uuidv7() };
    await this.given(
      new DriverRegistered(driverId, { driverId, fleetId, hubId, name: 'Asha', phone: PHONE, ...contract }, at),
      new CheckInApproved(duty.attendanceId, duty, at),
    );
    return { driverId, fleetId, hubId };
  }

  async movedTo(hubId: string, { driverId, fleetId }: { driverId: string; fleetId: string }): Promise<void> {
    const contract = { licenceExpiresOn: '2030-01-01', paymentModel: 'SALARY', changed: ['hubId'] };
    await this.given(new DriverUpdated(driverId, { driverId, fleetId, hubId, name: 'Asha', ...contract }, new Date()));
  }

  booked(riderId: string | null, rideId = uuidv7(), pickupAt = new Date()): RideBooked {
    const trip = { city: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'LOCAL', pickupAt: pickupAt.toISOString() };
    const places = { pickup: { ...PICKUP, address: 'Terminal 3' }, drop: null, stops: [] };
    const rest = { passenger: { name: 'Meera', phone: PHONE }, paymentMode: 'CASH', quotedFarePaise: 1 };
    const expected = { expectedMetres: 1, expectedMinutes: 1 };
    return new RideBooked(
      rideId,
      { rideId, riderId, when: 'now', ...trip, ...places, ...rest, ...expected },
      new Date(),
    );
  }

  async ride(riderId: string | null = null): Promise<string> {
    const booked = this.booked(riderId);
    await this.given(booked);
    return booked.payload.rideId;
  }

  async assigned(rideId: string, driverId: string, previousDriverId: string | null = null): Promise<void> {
    const at = new Date();
    const who = { rideId, driverId, vehicleId: uuidv7(), plate: 'DL1ZA1234', previousDriverId, reason: null };
    const engagementId = uuidv7();
    const engaged = { engagementId, driverName: 'Asha', driverPhone: PHONE, vehicleClass: 'SEDAN' };
    const ride = { passenger: { name: 'Meera', phone: PHONE }, pickupAt: at.toISOString(), timeZone: 'Asia/Kolkata' };
    await this.given(
      new DriverAssigned(engagementId, { ...who, ...engaged, promisedPickupAt: at.toISOString() }, at),
      new RideAssigned(rideId, { ...who, ...ride }, at),
    );
  }

  departedOf(rideId: string, driverId: string): RideDeparted {
    return new RideDeparted(rideId, { rideId, driverId, vehicleId: uuidv7(), override: null }, new Date());
  }

  async departed(rideId: string, driverId: string): Promise<void> {
    await this.given(this.departedOf(rideId, driverId));
  }

  async started(rideId: string, driverId: string): Promise<void> {
    const said = { rideId, driverId, vehicleId: uuidv7(), odometerStartMetres: 0, override: null };
    await this.given(new RideStarted(rideId, said, new Date()));
  }

  /** With the rider aboard; whoever reported it did not say where, but assignment knows where the cab stands. */
  async brokeDown(rideId: string, driverId: string, standsAt: GeoPoint): Promise<void> {
    const at = new Date();
    const report = { aboard: true, passenger: { phone: PHONE }, odometerMetres: null, place: null, override: null };
    const search = { searchId: uuidv7(), rideId, reason: 'broke_down', previousDriverId: driverId } as const;
    await this.given(
      new RideBrokenDown(rideId, { rideId, driverId, vehicleId: uuidv7(), ...report, reason: 'Battery' }, at),
      new SearchStarted(search.searchId, { ...search, policyVersion: 1, pickup: standsAt }, at),
      new RideSearching(rideId, search, at),
    );
  }

  async cancelled(rideId: string, version = 0): Promise<void> {
    const nobody = { riderId: null, driverId: null, vehicleId: null, from: 'CREATED', by: 'operator' as const };
    const why = { reasonCode: 'OTHER', reason: null, feePaise: 0 };
    const fact = new RideCancelled(rideId, { rideId, ...nobody, ...why }, new Date());
    await this.given(Object.assign(fact, { aggregateVersion: version }));
  }

  async offered(rideId: string, driverId: string): Promise<string> {
    const at = new Date();
    const offer = { offerId: uuidv7(), searchId: uuidv7(), rideId, driverId, vehicleId: uuidv7() };
    const terms = { pickupMetres: 900, pickupSeconds: 180, expiresAt: new Date(at.getTime() + 20_000).toISOString() };
    await this.given(new OfferMade(offer.offerId, { ...offer, ...terms }, at));
    return offer.offerId;
  }

  async withdrawn(offerId: string, rideId: string, driverId: string): Promise<void> {
    const fact = { offerId, searchId: uuidv7(), rideId, driverId, reason: 'The ride was cancelled.' };
    await this.given(new OfferWithdrawn(offerId, fact, new Date()));
  }

  async conflicted(
    driverId: string,
    what: Pick<ConflictRaised['payload'], 'kind'> & Partial<ConflictRaised['payload']>,
  ): Promise<string> {
    const conflictId = uuidv7();
    const plan = { rideId: null, engagementId: what.rideId ? uuidv7() : null, rosterEntryId: null };
    const fact = { conflictId, driverId, vehicleId: uuidv7(), detail: 'He is not there.', ...plan, ...what };
    await this.given(new ConflictRaised(conflictId, fact, new Date()));
    return conflictId;
  }

  async resolved(conflictId: string, driverId: string): Promise<void> {
    const about = { conflictId, driverId, engagementId: uuidv7(), rosterEntryId: null };
    const fact = { ...about, resolvedBy: null, reason: 'He is back.' };
    await this.given(new ConflictResolved(conflictId, fact, new Date()));
  }

  async rostered(driverId: string): Promise<string> {
    const rosterEntryId = uuidv7();
    const [startsAt, endsAt] = [new Date().toISOString(), new Date(Date.now() + 28_800_000).toISOString()];
    const fact = { rosterEntryId, driverId, vehicleId: uuidv7(), startsAt, endsAt };
    await this.given(new RosterEntryPlanned(rosterEntryId, fact, new Date()));
    return rosterEntryId;
  }

  async unrostered(driverId: string, ended: { cancelled: string; replaced: string; missed: string }): Promise<void> {
    const at = new Date();
    const of = (rosterEntryId: string) => ({ rosterEntryId, driverId, vehicleId: uuidv7() });
    const reason = 'A holiday';
    const replacedBy = of(uuidv7());
    const missed = { ...of(ended.missed), hubId: uuidv7(), startsAt: at.toISOString() };
    await this.given(
      new RosterEntryCancelled(ended.cancelled, { ...of(ended.cancelled), reason }, at),
      new RosterEntryReplaced(ended.replaced, { ...of(ended.replaced), replacedBy, reason }, at),
      new ShiftMissed(ended.missed, missed, at),
    );
  }
}
