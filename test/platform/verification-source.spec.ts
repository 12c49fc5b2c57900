import { inspect } from 'node:util';
import { Global, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { startVerificationSimulator, SIMULATED_CLIENT } from '../../simulators/verification/verification-simulator';
import { ConfigurationModule } from '../../src/platform/config/configuration.module';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import {
  type CashfreeOptions,
  CashfreeVerificationSource,
} from '../../src/platform/verification-source/cashfree-verification-source';
import { VerificationSimulator } from '../../src/platform/verification-source/verification-simulator';
import {
  type VerificationRequest,
  VerificationSource,
  VerificationSourceDown,
} from '../../src/platform/verification-source/verification-source';
import { VerificationSourceModule } from '../../src/platform/verification-source/verification-source.module';

const ACCOUNT = {
  kind: 'bank_account',
  requestId: 'check-1',
  accountNumber: '50100012345678',
  ifsc: 'HDFC0001234',
  holderName: 'Asha Kumari',
} as const;
const CERTIFICATE = { kind: 'registration_certificate', requestId: 'check-2', plate: 'DL1ZA1234' } as const;
const LICENCE = {
  kind: 'driving_licence',
  requestId: 'check-3',
  licenceNumber: 'DL0120110012345',
  dateOfBirth: '1990-05-17',
} as const;

describe('CashfreeVerificationSource', () => {
  let simulator: Awaited<ReturnType<typeof startVerificationSimulator>>;
  let time = 0;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    simulator = await startVerificationSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const source = (options: Partial<CashfreeOptions> = {}, active = false): CashfreeVerificationSource =>
    new CashfreeVerificationSource(
      { active },
      { ...SIMULATED_CLIENT, baseUrl: simulator.url, timeoutMs: 2_000, failuresInARow: 2, pauseMs: 1_000, ...options },
      () => time,
    );
  const downOf = (asked: Promise<unknown>): Promise<VerificationSourceDown> =>
    asked.then(
      () => Promise.reject(new Error('It answered.')),
      (error: unknown) => {
        expect(error).toBeInstanceOf(VerificationSourceDown);
        return error as VerificationSourceDown;
      },
    );

  it('asks in the words of the API, under the id of the request', async () => {
    for (const request of [ACCOUNT, CERTIFICATE, LICENCE])
      await source({ baseUrl: `${simulator.url}/` }).check(request);
    expect(simulator.journal()).toMatchObject([
      {
        path: '/bank-account/sync',
        requestId: 'check-1',
        body: { bank_account: '50100012345678', ifsc: 'HDFC0001234', name: 'Asha Kumari' },
      },
      { path: '/vehicle-rc', body: { verification_id: 'check-2', vehicle_number: 'DL1ZA1234' } },
      {
        path: '/driving-license',
        body: { verification_id: 'check-3', dl_number: 'DL0120110012345', dob: '1990-05-17' },
      },
    ]);
  });

  it.each<[VerificationRequest, object, object]>([
    [ACCOUNT, { nameAsHeld: 'ASHA KUMARI' }, { nameAsHeld: 'SOMEBODY ELSE' }],
    [
      CERTIFICATE,
      {
        nameAsHeld: 'A*** K***',
        issuedOn: '2022-01-10',
        expiresOn: '2036-12-31',
        insuranceExpiresOn: '2036-12-31',
        permitExpiresOn: '2036-12-31',
      },
      { expiresOn: '2036-12-31' },
    ],
    [LICENCE, { isForTransport: true, expiresOn: '2036-12-31' }, { isForTransport: false, expiresOn: '2036-12-31' }],
  ])('tells what agrees, what differs and what is not there: $kind', async (request, agreed, differing) => {
    simulator.chooseNext({ kind: 'agrees' }, { kind: 'differs' }, { kind: 'not_found' });
    const ask = (requestId: string) => source().check({ ...request, requestId });
    expect(await ask('a')).toMatchObject({ outcome: 'agrees', facts: agreed, sourceReference: '1' });
    expect(await ask('b')).toMatchObject({ outcome: 'differs', facts: differing, sourceReference: '2' });
    expect(await ask('c')).toEqual({ outcome: 'not_found', facts: {}, sourceReference: '3' });
  });

  it('takes a licence without its birthday', async () => {
    expect(await source().check({ ...LICENCE, dateOfBirth: undefined })).toMatchObject({ outcome: 'agrees' });
    expect(simulator.journal()[0]!.body).not.toHaveProperty('dob');
  });

  it('is answered the same when it asks the same again, also after a timeout that came after the effect', async () => {
    simulator.chooseNext({ kind: 'silent' }, { kind: 'not_found' });
    await downOf(source({ timeoutMs: 100 }).check(LICENCE));
    expect(simulator.checks()).toBe(1);
    const first = await source().check(LICENCE);
    expect(first).toMatchObject({ outcome: 'agrees', sourceReference: '1' });
    expect(await source().check(LICENCE)).toEqual(first);
    expect(simulator.checks()).toBe(1);
    expect(simulator.journal().map(({ outcome }) => outcome)).toEqual(['silent', 'repeated', 'repeated']);
  });

  it('takes the second of two answers to one question for no answer to the next', async () => {
    const asking = source();
    simulator.chooseNext({ kind: 'answered_twice' }, { kind: 'not_found' });
    expect(await asking.check(LICENCE)).toMatchObject({ outcome: 'agrees', sourceReference: '1' });
    expect(await asking.check(CERTIFICATE)).toMatchObject({ outcome: 'not_found' });
  });

  it.each<[string, Parameters<typeof simulator.chooseNext>[0], boolean]>([
    ['is down', { kind: 'error', httpStatus: 503 }, true],
    ['has too much to do', { kind: 'error', httpStatus: 429 }, true],
    ['hangs up', { kind: 'drop' }, true],
    ['is too slow', { kind: 'delay', delayMs: 500 }, true],
    ['talks nonsense', { kind: 'rubbish' }, true],
    ['has not decided', { kind: 'undecided' }, true],
    ['refuses the question', { kind: 'error', httpStatus: 400 }, false],
  ])('never answers where the source %s', async (_what, outcome, passes) => {
    for (const request of [ACCOUNT, CERTIFICATE, LICENCE]) {
      simulator.chooseNext(outcome);
      const down = await downOf(source({ timeoutMs: 200 }).check(request));
      expect(down.passes).toBe(passes);
      expect(inspect(down)).not.toMatch(/50100012345678|DL1ZA1234|DL0120110012345|Asha/);
    }
  });

  it('hears what was decided in the meantime', async () => {
    simulator.chooseNext({ kind: 'undecided' });
    await downOf(source().check(CERTIFICATE));
    expect(await source().check(CERTIFICATE)).toMatchObject({ outcome: 'agrees' });
    expect(simulator.checks()).toBe(1);
  });

  it('does not take wrong credentials for a word about the document, and shows none', async () => {
    const wrong = source({ clientSecret: 'hunter2' });
    const down = await downOf(wrong.check(ACCOUNT));
    expect(down).toMatchObject({ message: expect.stringContaining('401'), passes: false });
    expect(inspect(wrong, { depth: 5, showHidden: true }) + inspect(down)).not.toContain('hunter2');
  });

  it('is left alone after failures in a row, and tried again', async () => {
    const one = source();
    simulator.always({ kind: 'error' });
    for (let i = 0; i < 5; i++) await downOf(one.check(LICENCE));
    expect(simulator.journal()).toHaveLength(2);
    time += 1_000;
    simulator.always({ kind: 'agrees' });
    expect(await one.check(LICENCE)).toMatchObject({ outcome: 'agrees' });
  });

  it('is not closed by questions that it refuses or has not decided', async () => {
    const one = source();
    for (const kind of ['undecided', 'rubbish'] as const) {
      simulator.always({ kind });
      for (let i = 0; i < 3; i++) await downOf(one.check({ ...LICENCE, requestId: `${kind} ${i}` }));
    }
    expect(simulator.journal()).toHaveLength(6);
  });

  it('is asked outside a unit of work alone', async () => {
    await expect(source({}, true).check(LICENCE)).rejects.toThrow('inside a unit of work');
    expect(simulator.journal()).toEqual([]);
  });

  it('sends its credentials over plain http to nobody else', () => {
    expect(() => source({ baseUrl: 'http://api.example.com' })).toThrow('https');
  });
});

describe('VerificationSourceModule', () => {
  let started: TestingModule | undefined;
  afterEach(async () => {
    await started?.close();
    started = undefined;
  });

  @Global()
  @Module({ providers: [{ provide: UnitOfWork, useValue: { active: false } }], exports: [UnitOfWork] })
  class NoTransaction {}

  const start = async (environment: Record<string, string>): Promise<TestingModule> => {
    const configuration = readConfiguration(environment);
    const imports = [ConfigurationModule.forRoot(configuration), NoTransaction, VerificationSourceModule];
    started = await (await Test.createTestingModule({ imports }).compile()).init();
    return started;
  };

  it('starts a simulator of its own, reaches it over HTTP, and stops it with the service', async () => {
    const service = await start({});
    const { url, journal } = service.get(VerificationSimulator).running!;
    expect(await service.get(VerificationSource).check(LICENCE)).toMatchObject({ outcome: 'agrees' });
    expect(journal()).toHaveLength(1);
    await service.close();
    await expect(fetch(`${url}/__sim/journal`)).rejects.toThrow();
  });

  it('says what to do when the simulator’s port is taken', async () => {
    const other = await startVerificationSimulator();
    const { port } = new URL(other.url);
    await expect(start({ VERIFICATION_SIMULATOR_PORT: port })).rejects.toThrow(/VERIFICATION_SIMULATOR_PORT/);
    await other.stop();
  });

  it.each([
    ['simulator', {}],
    [
      'cashfree',
      { VERIFICATION_CLIENT_ID: SIMULATED_CLIENT.clientId, VERIFICATION_CLIENT_SECRET: SIMULATED_CLIENT.clientSecret },
    ],
  ])('asks what VERIFICATION_URL names as %s, and starts none', async (VERIFICATION_PROVIDER, account) => {
    const shared = await startVerificationSimulator();
    const service = await start({ VERIFICATION_PROVIDER, VERIFICATION_URL: shared.url, ...account });
    await service.get(VerificationSource).check(CERTIFICATE);
    expect(service.get(VerificationSimulator).running).toBeNull();
    expect(shared.checks()).toBe(1);
    await shared.stop();
  });

  it('answers nothing where there is no source', async () => {
    const source = (await start({ VERIFICATION_PROVIDER: 'none' })).get(VerificationSource);
    await expect(source.check(LICENCE)).rejects.toThrow(VerificationSourceDown);
  });
});
