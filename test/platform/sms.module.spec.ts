import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { startExotelSimulator } from '../../simulators/exotel/exotel-simulator';
import { ConfigurationModule } from '../../src/platform/config/configuration.module';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import { ObjectStore } from '../../src/platform/object-store/object-store';
import { ObjectStoreModule } from '../../src/platform/object-store/object-store.module';
import { SmsGateway } from '../../src/platform/sms/sms-gateway';
import { SmsModule } from '../../src/platform/sms/sms.module';
import { SmsSimulator } from '../../src/platform/sms/sms-simulator';

const MESSAGE = { to: '+919876543210', body: '482913', reference: 'challenge-1' };

describe('SmsModule and ObjectStoreModule', () => {
  let started: TestingModule | undefined;
  beforeAll(() => Logger.overrideLogger(false));
  afterEach(async () => {
    await started?.close();
    started = undefined;
  });

  const start = async (environment: Record<string, string>): Promise<TestingModule> => {
    const configuration = readConfiguration({
      DATA_DIRECTORY: mkdtempSync(join(tmpdir(), 'cabstand-')),
      ...environment,
    });
    const imports = [ConfigurationModule.forRoot(configuration), SmsModule, ObjectStoreModule];
    // What the platform gives to all: nothing here is fetched by a link.
    const module = Test.createTestingModule({ imports }).useMocker(() => ({}));
    started = await (await module.compile()).init();
    return started;
  };

  it('starts a simulator of its own, reaches it over HTTP, and stops it with the service', async () => {
    const service = await start({ SMS_SIMULATOR_PORT: '0' });
    const { url, inbox } = service.get(SmsSimulator).running!;
    await service.get(SmsGateway).send(MESSAGE);
    expect(inbox(MESSAGE.to)).toHaveLength(1);
    await service.close();
    await expect(fetch(`${url}/inbox`)).rejects.toThrow();
  });

  it('uses the simulator it is pointed at, and starts none', async () => {
    const shared = await startExotelSimulator();
    const service = await start({ SMS_SIMULATOR_URL: shared.url });
    await service.get(SmsGateway).send(MESSAGE);
    expect(service.get(SmsSimulator).running).toBeNull();
    expect(shared.inbox(MESSAGE.to)).toHaveLength(1);
    await shared.stop();
  });

  it('says what to do when the simulator’s port is taken', async () => {
    const other = await startExotelSimulator();
    await expect(start({ SMS_SIMULATOR_PORT: new URL(other.url).port })).rejects.toThrow(/SMS_SIMULATOR_PORT/);
    await other.stop();
  });

  it('takes its credentials for Exotel from the configuration, and starts no simulator', async () => {
    const exotel = await startExotelSimulator({ account: { sid: 'acme', apiKey: 'k', apiToken: 't' } });
    const service = await start({
      SMS_PROVIDER: 'exotel',
      EXOTEL_BASE_URL: exotel.url,
      EXOTEL_SID: 'acme',
      EXOTEL_API_KEY: 'k',
      EXOTEL_API_TOKEN: 't',
      EXOTEL_SENDER: 'ACMECB',
      EXOTEL_DLT_ENTITY_ID: '11',
      EXOTEL_DLT_TEMPLATE_ID: '12',
    });
    await service.get(SmsGateway).send(MESSAGE);
    expect(service.get(SmsSimulator).running).toBeNull();
    expect(exotel.inbox()[0]).toMatchObject({ from: 'ACMECB' });
    await exotel.stop();
  });

  it('stores objects in the configured folder', async () => {
    const store = (await start({ SMS_SIMULATOR_PORT: '0' })).get(ObjectStore);
    const key = 'selfies/0198c2f0-0000-7000-8000-000000000001/0198c2f0-0000-7000-8000-00000000000a.jpg';
    await store.put(key, Buffer.from('bytes'), 'image/jpeg');
    expect(await store.get(key)).not.toBeNull();
  });
});
