import type { Principal } from '../../platform/auth/principal';
import { declarePermissions } from '../../platform/auth/permissions';
import type { WatchRights } from './domain/watcher';

/** By this permission of assignment's, rides that nobody drives yet are shown, whatever fleets or hubs narrow the watcher. */
const ASSIGN_DRIVERS = 'assignment.assign';

export const livePermissions = declarePermissions('live', {
  watch: { description: 'Open a live stream', roles: ['driver', 'rider', 'ops', 'fleet_manager', 'hub_manager'] },
  watchOwn: { description: 'See in the live stream what concerns oneself', roles: ['driver', 'rider'] },
  ownDay: { description: "See one's own day, as a driver", roles: ['driver'] },
  watchBoard: {
    description: 'See in the live stream the board of rides and drivers',
    roles: ['ops', 'fleet_manager', 'hub_manager'],
  },
});

/** What of a caller decides what he sees. */
export function rightsOf({ userId, driverId, fleetIds, hubIds, permissions }: Principal): WatchRights {
  return {
    ...{ userId, driverId, fleetIds, hubIds },
    ownIsSeen: permissions.has(livePermissions.watchOwn),
    boardIsSeen: permissions.has(livePermissions.watchBoard),
    seesWaiting: permissions.has(ASSIGN_DRIVERS),
  };
}
