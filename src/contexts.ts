import type { Type } from '@nestjs/common';
import { AssignmentModule } from './contexts/assignment/assignment.module';
import { AttendanceModule } from './contexts/attendance/attendance.module';
import { AuditModule } from './contexts/audit/audit.module';
import { FleetModule } from './contexts/fleet/fleet.module';
import { IdentityModule } from './contexts/identity/identity.module';
import { LiveModule } from './contexts/live/live.module';
import { PaymentModule } from './contexts/payment/payment.module';
import { RideModule } from './contexts/ride/ride.module';
import { VerificationModule } from './contexts/verification/verification.module';

/** Every context's module, composed and nothing else: they know each other only by their contracts. */
export const contexts: Type[] = [
  AssignmentModule,
  AttendanceModule,
  AuditModule,
  FleetModule,
  IdentityModule,
  LiveModule,
  PaymentModule,
  RideModule,
  VerificationModule,
];
