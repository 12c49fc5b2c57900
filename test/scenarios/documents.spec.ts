import { addLocalDays, localDate, localInstant } from '../../src/kernel/local-day';
import type { Login } from '../contexts/identity/logins';
import { PICTURE } from '../contexts/verification/papers';
import { eventually } from '../support/application';
import { done, made, northOf, OnDemandTown, type TownDriver } from './on-demand-town';

const ZONE = 'Asia/Kolkata';
const WANTED = {
  sets: [{ subjectType: 'driver', city: '*', documents: [{ documentType: 'driving_licence', gatesDuty: true }] }],
};

/** From the driver's phone to the rider's offer: a licence that is not there, that lapses too soon, and that is renewed. */
describe('documents, over a working night', () => {
  let town: OnDemandTown;
  let driver: TownDriver;
  let rider: Login;
  let today: string;

  beforeAll(async () => {
    town = await OnDemandTown.open();
    rider = await town.rider();
    const now = await town.now();
    today = addLocalDays(localDate(now, ZONE), 1);
    await until(21, 30);
    driver = await town.online(northOf(400));
  }, 120_000);
  afterAll(() => town.application.stop());

  const until = async (hours: number, minutes: number): Promise<void> => {
    const to = localInstant(today, hours * 60 + minutes, ZONE).getTime();
    await town.pass((to - (await town.now()).getTime()) / 1000);
  };
  /** His licence, sent from his phone and seen by the operator. */
  const licence = async (expiresOn: string): Promise<void> => {
    const { body } = await driver.post('/v1/driver/documents/files', PICTURE, { 'content-type': 'image/webp' });
    const paper = {
      documentType: 'driving_licence',
      number: driver.licenceNumber,
      expiresOn,
      fileId: body.fileId as string,
    };
    const id = made(await driver.post('/v1/driver/documents', paper));
    done(await town.ops.post(`/v1/documents/${id}/verify`));
  };
  const present = async (): Promise<void> => {
    done(await town.seen(driver, northOf(400)));
    // Refused where he is online already, and where he may not be.
    await driver.post('/v1/driver/go-online');
  };
  const isOffered = async (): Promise<boolean> => {
    await present();
    const rideId = await town.request(rider);
    await town.pass(3);
    const offers = await town.offers(driver);
    await rider.post(`/v1/rides/${rideId}/cancel`, { reasonCode: 'CHANGE_OF_PLANS' });
    return offers.some((offer) => offer.rideId === rideId);
  };

  it('offers rides to who may work by his papers, as long as they outlast the ride, and again once they are renewed', async () => {
    expect(await isOffered()).toBe(true);
    done(await town.ops.call('PUT', '/v1/document-sets', WANTED));
    await eventually(async () =>
      expect((await driver.get('/v1/driver/documents')).body.standing).toMatchObject({
        problems: [{ documentType: 'driving_licence', problem: 'missing' }],
      }),
    );
    expect(await isOffered()).toBe(false);
    await licence(today);
    expect(await isOffered()).toBe(true);
    await until(23, 55);
    expect((await driver.get('/v1/driver/documents')).body.standing).toMatchObject({ isUsable: true });
    // It is valid still; any ride that begins now ends after it.
    expect(await isOffered()).toBe(false);
    await licence(addLocalDays(today, 3_000));
    expect(await isOffered()).toBe(true);
    await until(24, 5);
    expect(await isOffered()).toBe(true);
  }, 120_000);
});
