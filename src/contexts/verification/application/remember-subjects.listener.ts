import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { DocumentDigests } from '../../../platform/document-digests';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import {
  DriverRegistered,
  DriverUpdated,
  FleetCreated,
  FleetUpdated,
  VehicleRegistered,
  VehicleUpdated,
} from '../../fleet/contracts/fleet-events';
import { MembershipGranted, MembershipMoved, MembershipReinstated } from '../../identity/contracts/identity-events';
import { StandingsReviewSet } from '../contracts/verification-events';
import { WORKING_SUBJECTS } from '../domain/standing';
import { SubjectDirectory, type SubjectHome } from '../projections/subject-directory';
import { BeginStandings } from './begin-standings';
import { FollowSubject } from './follow-subject';
import { JudgeSubject } from './judge-subject';

const FACTS_OF_VEHICLES = ['plate', 'fuelType'] as const;

/** In the transaction: whoever is registered is judged at once, and nobody works unjudged. */
@Injectable()
export class RememberSubjects {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly subjects: SubjectDirectory,
    private readonly beginStandings: BeginStandings,
    private readonly judgeSubject: JudgeSubject,
    private readonly followSubject: FollowSubject,
    private readonly digests: DocumentDigests,
  ) {}

  @InTransaction(FleetCreated)
  async fleetCreated({ payload, organizationId }: FleetCreated): Promise<void> {
    await this.subjects.rememberFleet(payload.fleetId, payload.city, payload.name, organizationId!);
  }

  /** Another city may want other documents: of a whole fleet, so after the commit and some at a time. */
  @InTransaction(FleetUpdated)
  async fleetUpdated({ payload, organizationId }: FleetUpdated): Promise<void> {
    const { fleetId, changes } = payload;
    if (typeof changes.name === 'string') await this.subjects.renameFleet(fleetId, changes.name, organizationId!);
    if (typeof changes.city !== 'string') return;
    await this.subjects.rememberFleet(fleetId, changes.city, null, organizationId!);
    for (const subjectType of WORKING_SUBJECTS) {
      const review = { subjectType, fleetId, after: null };
      await this.unitOfWork.publish(new StandingsReviewSet(fleetId, review, this.clock.now()));
    }
  }

  @InTransactionTogether(DriverRegistered)
  async driversRegistered(events: readonly DriverRegistered[]): Promise<void> {
    const registered = events.map((event) => ({ home: homeOfDriver(event), event }));
    await this.beginStandings.execute('driver', registered, events[0]!.organizationId!);
  }

  @InTransaction(DriverUpdated)
  async driverUpdated(event: DriverUpdated): Promise<void> {
    const home = homeOfDriver(event);
    await this.subjects.rememberWorking('driver', [home], event.organizationId!);
    const isAnother = event.payload.changed.includes('licenceNumber');
    await this.followSubject.changed('driver', home.id, isAnother ? ['licenceNumber'] : []);
    await this.judgeSubject.execute('driver', home.id, event.organizationId!);
  }

  @InTransactionTogether(VehicleRegistered)
  async vehiclesRegistered(events: readonly VehicleRegistered[]): Promise<void> {
    const registered = events.map((event) => ({ home: this.homeOfVehicle(event), event }));
    await this.beginStandings.execute('vehicle', registered, events[0]!.organizationId!);
  }

  @InTransaction(VehicleUpdated)
  async vehicleUpdated(event: VehicleUpdated): Promise<void> {
    const home = this.homeOfVehicle(event);
    await this.subjects.rememberWorking('vehicle', [home], event.organizationId!);
    const changed = FACTS_OF_VEHICLES.filter((fact) => event.payload.changes[fact] !== undefined);
    await this.followSubject.changed('vehicle', home.id, changed);
    await this.judgeSubject.execute('vehicle', home.id, event.organizationId!);
  }

  @InTransaction(MembershipGranted)
  async granted(event: MembershipGranted): Promise<void> {
    await this.member(event);
  }

  @InTransaction(MembershipMoved)
  async moved(event: MembershipMoved): Promise<void> {
    await this.member(event);
  }

  @InTransaction(MembershipReinstated)
  async reinstated(event: MembershipReinstated): Promise<void> {
    await this.member(event);
  }

  /** A rider is no staff, and drivers are known by what they are registered as. */
  private async member({
    payload,
    organizationId,
  }: MembershipGranted | MembershipMoved | MembershipReinstated): Promise<void> {
    const isStaff = payload.role !== 'rider' && payload.role !== 'driver';
    if (isStaff && organizationId !== null) await this.subjects.rememberUser(payload.userId, organizationId);
  }

  /** Facts of before there were fuel types are of electric vehicles. */
  private homeOfVehicle({ payload, organizationId }: VehicleRegistered | VehicleUpdated): SubjectHome {
    const { vehicleId: id, fleetId, hubId, plate: name, fuelType = 'ELECTRIC' } = payload;
    return { id, fleetId, hubId, fuelType, name, numberDigest: this.digests.of('plate', name, organizationId!) };
  }
}

function homeOfDriver({ payload }: DriverRegistered | DriverUpdated): SubjectHome {
  const { driverId: id, fleetId, hubId, name, licenceDigest: numberDigest = null } = payload;
  return { id, fleetId, hubId, fuelType: null, name, numberDigest };
}
