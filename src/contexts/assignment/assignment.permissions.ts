import { declarePermissions } from '../../platform/auth/permissions';

export const assignmentPermissions = declarePermissions('assignment', {
  assign: { description: 'Assign, reassign and unassign drivers', roles: ['ops', 'fleet_manager'] },
  planRoster: { description: 'Plan and cancel shifts', roles: ['ops', 'fleet_manager', 'hub_manager'] },
  readRoster: { description: 'See the roster', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
  ownRoster: { description: "See and acknowledge one's own shifts, as a driver", roles: ['driver'] },
  readConflicts: {
    description: 'See what overran or broke its plan',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
  resolveConflicts: {
    description: 'Settle what overran or broke its plan',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
  takeRides: { description: 'Go online and answer offers of rides on demand, as a driver', roles: ['driver'] },
  managePolicy: { description: 'See and set the rules of matching', roles: ['ops'] },
  reportPositions: { description: "Report where one's own device is, as a driver", roles: ['driver'] },
  explain: {
    description: 'See how a ride was dispatched, and why a driver did not get it',
    roles: ['ops', 'fleet_manager', 'auditor'],
  },
});
