import { declarePermissions, ROLES } from '../../platform/auth/permissions';

export const identityPermissions = declarePermissions('identity', {
  useOwnAccount: { description: 'See who one is, and see and end one’s own sessions', roles: ROLES },
  readRoles: { description: 'See the roles and what each may do', roles: ['ops', 'fleet_manager', 'auditor'] },
  composeRoles: {
    description: 'Compose, change, retire and delete roles, of permissions that one holds oneself',
    roles: ['ops'],
  },
  readUsers: {
    description: 'See the users of the organization, within one’s own fleets and hubs',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
  manageUsers: {
    description: 'Create users and grant or end memberships, within what one may do oneself',
    roles: ['ops', 'fleet_manager'],
  },
  disableUsers: { description: 'Disable and enable users', roles: ['ops'] },
  readSessions: { description: 'See the sessions of other users', roles: ['ops', 'auditor'] },
  endSessions: { description: 'End the sessions of other users', roles: ['ops'] },
  readRiders: { description: 'See the riders of the organization', roles: ['ops', 'auditor'] },
  manageRiders: { description: 'Suspend and activate riders', roles: ['ops'] },
  readOrganization: {
    description: 'See the organization',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
  manageOrganizations: { description: 'Create, see, suspend and activate every organization', roles: [] },
});
