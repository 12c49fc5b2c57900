import type { Fixtures } from '../../test/intruders/expectation';
import type { World } from '../../test/intruders/world';

export function belongingsFixtures(world: World & { foundItemId: string }): Fixtures {
  const { driverId, drivenRideId, foundItemId } = world;
  return {
    reportFoundItem: { reach: 'himself', driverId, body: { rideId: drivenRideId, description: 'A black umbrella' } },
    handBackItem: { reach: 'whole organization', path: { id: foundItemId } },
  };
}
