import { type BoardScope, maySee } from './audience';

const OPERATOR: BoardScope = { fleetIds: null, hubIds: null, seesWaiting: true };
const FLEET: BoardScope = { fleetIds: ['fleet'], hubIds: null, seesWaiting: true };
const OTHER_FLEET: BoardScope = { fleetIds: ['other'], hubIds: null, seesWaiting: true };
const HUB: BoardScope = { fleetIds: ['fleet'], hubIds: ['hub'], seesWaiting: true };
const OTHER_HUB: BoardScope = { fleetIds: null, hubIds: ['other'], seesWaiting: true };
const BOARDS = { OPERATOR, FLEET, OTHER_FLEET, HUB, OTHER_HUB };

describe('a change on the boards', () => {
  const seenBy = (kind: string, fleetId: string | null, hubId: string | null): string[] =>
    Object.entries(BOARDS).flatMap(([name, board]) => {
      const place = { kind, riderId: null, driverId: null, onBoard: true, fleetId, hubId };
      return maySee({ riderId: null, driverId: null, board }, place) ? name : [];
    });

  it.each([
    ['of a hub', 'document', 'fleet', 'hub', ['OPERATOR', 'FLEET', 'HUB']],
    ['of a fleet itself', 'document', 'fleet', null, ['OPERATOR', 'FLEET']],
    ['of the operator itself', 'document', null, null, ['OPERATOR']],
    ['of a ride that waits', 'ride', null, null, Object.keys(BOARDS)],
  ])('%s shows to those whose scope takes it in', (_, kind, fleetId, hubId, boards) => {
    expect(seenBy(kind, fleetId, hubId)).toEqual(boards);
  });
});
