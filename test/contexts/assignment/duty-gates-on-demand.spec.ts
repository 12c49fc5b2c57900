import { DispatchFixture, type OnlineDriver } from './dispatch-fixture';
import { refusal } from './operator-at-work';
import { StandingTold } from './standing-told';

describe('a search for a ride on demand', () => {
  let fixture: DispatchFixture;
  let told: StandingTold;
  let asha: OnlineDriver;
  let bina: OnlineDriver;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
  });
  beforeEach(async () => {
    await fixture.anew();
    told = new StandingTold(fixture.operator);
    asha = await fixture.driver('Asha', 200);
    bina = await fixture.driver('Bina', 900);
  });
  afterAll(() => fixture.close());

  const soon = (): Date => fixture.operator.after(20);
  it.each<[string, () => Promise<void>, string]>([
    [
      'his documents',
      () => told.documents('driver', asha.driverId, soon()),
      'documents_valid: his police verification',
    ],
    ['his cab’s documents', () => told.documents('vehicle', asha.vehicleId, soon()), 'his cab’s insurance is valid'],
    ['his hours', () => told.limitMoved(asha, soon()), 'hours_left: his hours are spent'],
    [
      'an outage of his cab',
      () => told.outages(asha.vehicleId, { from: soon(), until: null }),
      'vehicle_active: his cab was out of service',
    ],
    [
      'what he prefers',
      () => told.preferences(asha.driverId, { airport_rides: true, longest_trip_metres: 5_000 }),
      'preferences: he prefers rides of 5 km at most',
    ],
  ])('passes him by whom %s would not let take it, and says so', async (_, break_, words) => {
    await break_();
    const rideId = await fixture.request();
    await fixture.accepted(bina);
    expect((await fixture.why(rideId, asha)).body.sentence).toContain(words);
  });

  it('takes the offer back from him whose documents lapse before he accepts, and goes on', async () => {
    const rideId = await fixture.request();
    const offerId = await fixture.offerTo(asha);
    await told.documents('vehicle', asha.vehicleId, soon());
    const answer = await asha.caller.post(`/v1/driver/offers/${offerId}/accept`);
    expect(refusal(answer)).toEqual([409, 'vehicle_documents_lapse']);
    await fixture.accepted(bina);
    expect(await fixture.operator.engagementsOf(rideId)).toMatchObject([{ driver_id: bina.driverId }]);
  });
});
