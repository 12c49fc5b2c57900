import { declarePermissions } from '../../platform/auth/permissions';

/** Of the context that assigns drivers: whoever holds it picks them for the rides that wait. */
export const ASSIGN_DRIVERS = 'assignment.assign';

export const ridePermissions = declarePermissions('ride', {
  quote: { description: 'Ask what a ride would cost', roles: ['ops', 'rider'] },
  request: { description: 'Ask for rides: for oneself, now, as a rider', roles: ['ops', 'rider'] },
  book: { description: 'Book rides for others, now or ahead', roles: ['ops'] },
  read: { description: 'See rides and their timelines', roles: ['ops', 'auditor', 'fleet_manager', 'hub_manager'] },
  readOwn: { description: 'See the rides one drives', roles: ['driver'] },
  readOwnRider: { description: 'See the rides one asked for, and the code that starts them', roles: ['rider'] },
  progress: { description: 'Take a ride through its steps: one’s own as its driver', roles: ['driver', 'ops'] },
  override: {
    description: 'Take a step of any ride in its driver’s place, against a rule where a reason is given',
    roles: ['ops'],
  },
  cancel: {
    description: 'Cancel rides: one’s own as its rider, or a scheduled one as its driver',
    roles: ['driver', 'ops', 'rider'],
  },
  cancelUnderWay: { description: 'Cancel a ride under way in an emergency', roles: ['ops'] },
  review: { description: 'Settle the figures of a doubtful trip', roles: ['ops'] },
  readStartCode: { description: 'Read the code that a rider tells the driver', roles: ['ops'] },
  readTariffs: { description: 'See tariffs', roles: ['ops', 'auditor', 'fleet_manager'] },
  manageTariffs: { description: 'Add and end tariffs', roles: ['ops'] },
  readCities: { description: 'See how cities are configured', roles: ['ops', 'auditor', 'fleet_manager'] },
  manageCities: { description: 'Configure cities', roles: ['ops'] },
});
