import { declarePermissions } from '../auth/permissions';

/** Beside them, each kind wants the permission of whoever does the same one by one. */
export const importPermissions = declarePermissions('imports', {
  run: { description: 'Bring in rows of a CSV file', roles: ['ops', 'fleet_manager', 'hub_manager'] },
  read: {
    description: 'See imports and what was wrong with them: one’s own where fleets or hubs narrow one',
    roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'],
  },
});
