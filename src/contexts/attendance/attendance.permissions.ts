import { declarePermissions } from '../../platform/auth/permissions';

export const attendancePermissions = declarePermissions('attendance', {
  ownDuty: {
    description: "Check in, take breaks, check out and see one's own attendance, as a driver",
    roles: ['driver'],
  },
  read: { description: 'See the attendance of drivers', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
  viewSelfie: { description: 'See the selfie of a check-in', roles: ['ops', 'fleet_manager', 'hub_manager'] },
  decide: { description: 'Approve or reject a check-in', roles: ['ops', 'fleet_manager', 'hub_manager'] },
  checkOutDriver: {
    description: 'Check out a driver who cannot do it himself, or give what an automatic check-out left open',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  managePolicy: { description: 'Set the rules of duty: hours, marks and breaks', roles: ['ops'] },
  correctOdometer: {
    description: 'Correct a mistyped odometer reading of an attendance',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
});
