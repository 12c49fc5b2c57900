import type { EntitySchema } from 'typeorm';
import { Conflict } from './contexts/assignment/domain/conflict';
import { Offer } from './contexts/assignment/domain/offer';
import { RosterEntry } from './contexts/assignment/domain/roster-entry';
import { Search } from './contexts/assignment/domain/search';
import { Attendance } from './contexts/attendance/domain/attendance';
import { Selfie } from './contexts/attendance/domain/selfie';
import { Driver } from './contexts/fleet/domain/driver';
import { Fleet } from './contexts/fleet/domain/fleet';
import { Hub } from './contexts/fleet/domain/hub';
import { MaintenancePlan } from './contexts/fleet/domain/maintenance-plan';
import { Manager } from './contexts/fleet/domain/manager';
import { PreferenceDefinition } from './contexts/fleet/domain/preference-definition';
import { PreferenceRequest } from './contexts/fleet/domain/preference-request';
import { Vehicle } from './contexts/fleet/domain/vehicle';
import { CustomRole } from './contexts/identity/domain/custom-role';
import { Membership } from './contexts/identity/domain/membership';
import { Organization } from './contexts/identity/domain/organization';
import { OtpChallenge } from './contexts/identity/domain/otp-challenge';
import { Rider } from './contexts/identity/domain/rider';
import { Session } from './contexts/identity/domain/session';
import { User } from './contexts/identity/domain/user';
import { Charge } from './contexts/payment/domain/charge';
import { CancellationPolicy } from './contexts/ride/domain/cancellation-policy';
import { ConfiguredCity } from './contexts/ride/domain/configured-city';
import { Ride } from './contexts/ride/domain/ride';
import { Surge } from './contexts/ride/domain/surge';
import { Tariff } from './contexts/ride/domain/tariff';
import { Document } from './contexts/verification/domain/document';
import { DocumentFile } from './contexts/verification/domain/document-file';
import { DocumentSet } from './contexts/verification/domain/document-set';
import { Standing } from './contexts/verification/domain/standing';

/** Every entity of every context: TypeORM wants them before it connects, and a context's module is not loaded by a migration. */
export const entities: (Function | EntitySchema)[] = [
  ...[RosterEntry, Conflict, Search, Offer],
  ...[Organization, User, Membership, CustomRole, OtpChallenge, Session, Rider],
  ...[Attendance, Selfie],
  ...[Fleet, Hub, Manager, Vehicle, Driver, MaintenancePlan, PreferenceDefinition, PreferenceRequest],
  ...[CancellationPolicy, ConfiguredCity, Ride, Surge, Tariff],
  Charge,
  ...[Document, DocumentFile, DocumentSet, Standing],
];
