import { Global, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type OsrmSimulator, startOsrmSimulator } from '../../simulators/osrm/osrm-simulator';
import { ConfigurationModule } from '../../src/platform/config/configuration.module';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import { estimateRoad } from '../../src/platform/routing/estimated-routing';
import { type OsrmOptions, OsrmRouting } from '../../src/platform/routing/osrm-routing';
import { Routing } from '../../src/platform/routing/routing';
import { RoutingModule } from '../../src/platform/routing/routing.module';
import { RoutingSimulator } from '../../src/platform/routing/routing-simulator';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';

const AEROCITY = { latitude: 28.5486, longitude: 77.1207 };
const JANAKPURI = { latitude: 28.6296, longitude: 77.0779 };
const CYBER_HUB = { latitude: 28.4951, longitude: 77.0883 };
const ESTIMATE = estimateRoad([AEROCITY, JANAKPURI]);

describe('OsrmRouting', () => {
  let simulator: OsrmSimulator;
  let time = 0;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    simulator = await startOsrmSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const routing = (options: Partial<OsrmOptions> = {}, active = false): OsrmRouting =>
    new OsrmRouting(
      { active },
      {
        baseUrl: simulator.url,
        timeoutMs: 2_000,
        kilometresPerHour: 25,
        failuresInARow: 3,
        pauseMs: 30_000,
        ...options,
      },
      () => time,
    );
  const paths = (): string[] => simulator.journal().map(({ path }) => path);

  it('asks for a route with the longitude first, in the order of the stops', async () => {
    const leg = await routing({ baseUrl: `${simulator.url}/` }).route(AEROCITY, JANAKPURI, [CYBER_HUB]);
    expect(paths()).toEqual([
      '/route/v1/driving/77.120700,28.548600;77.088300,28.495100;77.077900,28.629600?overview=false',
    ]);
    expect(leg).toEqual({ metres: 25_086, seconds: 3_010, estimated: false });
  });

  it('asks for a table of distances and durations, and reads it in the order of the origins', async () => {
    const table = await routing().table([AEROCITY, JANAKPURI], CYBER_HUB);
    expect(paths()).toEqual([
      '/table/v1/driving/77.120700,28.548600;77.077900,28.629600;77.088300,28.495100' +
        '?annotations=duration,distance&sources=0;1&destinations=2',
    ]);
    const single = await routing().route(JANAKPURI, CYBER_HUB);
    expect(table).toEqual([{ metres: 9_114, seconds: 1_094, estimated: false }, single]);
  });

  it('asks for more origins than a table holds in several tables', async () => {
    const origins = Array.from({ length: 230 }, (_, i) => ({ latitude: 28.5 + i / 1000, longitude: 77.1 }));
    const table = await routing().table(origins, { latitude: 28.5, longitude: 77.1 });
    expect(paths()).toHaveLength(3);
    expect(table).toHaveLength(230);
    expect(table.every(({ estimated }) => !estimated)).toBe(true);
    for (const i of [0, 98, 99, 198, 229]) expect(Math.abs(table[i]!.metres - i * 111.195)).toBeLessThan(1);
  });

  it('asks nothing where there is no origin', async () => {
    expect(await routing().table([], CYBER_HUB)).toEqual([]);
    expect(paths()).toEqual([]);
  });

  it.each(['InvalidQuery', 'NoSegment', 'NoRoute', 'TooBig'] as const)(
    'estimates where OSRM answers 400 %s, and goes on asking: OSRM is up',
    async (code) => {
      const patient = routing();
      for (let i = 0; i < 5; i++) {
        simulator.chooseNext({ kind: 'refuse', code });
        expect(await patient.route(AEROCITY, JANAKPURI)).toEqual(ESTIMATE);
      }
      expect(paths()).toHaveLength(5);
      expect(await patient.route(AEROCITY, JANAKPURI)).toMatchObject({ estimated: false });
    },
  );

  it('estimates a table that OSRM refuses, and the cells for which it knows no way', async () => {
    simulator.chooseNext({ kind: 'refuse', code: 'NoTable' }, { kind: 'refuse', code: 'NoRoute' });
    for (let i = 0; i < 2; i++)
      expect(await routing().table([AEROCITY], JANAKPURI)).toEqual([estimateRoad([AEROCITY, JANAKPURI])]);
  });

  it.each([
    ['an error', { kind: 'error' }],
    ['an overload', { kind: 'error', httpStatus: 429 }],
    ['a cut connection', { kind: 'drop' }],
    ['rubbish', { kind: 'rubbish' }],
    ['an answer that is late', { kind: 'delay', delayMs: 5_000 }],
  ] as const)('estimates after %s', async (_what, outcome) => {
    simulator.always(outcome);
    expect(await routing({ timeoutMs: 100 }).route(AEROCITY, JANAKPURI)).toEqual(ESTIMATE);
    expect(await routing({ timeoutMs: 100 }).table([AEROCITY], JANAKPURI)).toEqual([ESTIMATE]);
  });

  it('estimates at the city’s speed where nothing listens', async () => {
    const twin = await startOsrmSimulator();
    await twin.stop();
    const lonely = routing({ baseUrl: twin.url, kilometresPerHour: 50 });
    expect(await lonely.route(AEROCITY, JANAKPURI)).toEqual(estimateRoad([AEROCITY, JANAKPURI], 50));
    expect(await lonely.table([AEROCITY], JANAKPURI, 10)).toEqual([estimateRoad([AEROCITY, JANAKPURI], 10)]);
  });

  it('leaves OSRM alone for a while after failures in a row, then tries once, then goes on', async () => {
    const careful = routing();
    simulator.always({ kind: 'error' });
    for (let i = 0; i < 6; i++) await careful.route(AEROCITY, JANAKPURI);
    expect(paths()).toHaveLength(3);
    time += 30_000;
    await careful.route(AEROCITY, JANAKPURI);
    await careful.route(AEROCITY, JANAKPURI);
    expect(paths()).toHaveLength(4);
    time += 30_000;
    simulator.always({ kind: 'ok' });
    expect(await careful.route(AEROCITY, JANAKPURI)).toMatchObject({ estimated: false });
    expect(await careful.table([AEROCITY], JANAKPURI)).toMatchObject([{ estimated: false }]);
    expect(paths()).toHaveLength(6);
  });

  it('is not asked inside a unit of work', async () => {
    await expect(routing({}, true).route(AEROCITY, JANAKPURI)).rejects.toThrow(/inside a unit of work/);
    expect(paths()).toEqual([]);
  });
});

describe('RoutingModule', () => {
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
    const imports = [ConfigurationModule.forRoot(configuration), NoTransaction, RoutingModule];
    started = await (await Test.createTestingModule({ imports }).compile()).init();
    return started;
  };

  it('starts a simulator of its own, reaches it over HTTP, and stops it with the service', async () => {
    const service = await start({ ROUTING_SIMULATOR_PORT: '0' });
    const { url, journal } = service.get(RoutingSimulator).running!;
    expect(await service.get(Routing).route(AEROCITY, JANAKPURI)).toMatchObject({ estimated: false });
    expect(journal()).toHaveLength(1);
    await service.close();
    await expect(fetch(`${url}/__sim/journal`)).rejects.toThrow();
  });

  it('says what to do when the simulator’s port is taken', async () => {
    const other = await startOsrmSimulator();
    await expect(start({ ROUTING_SIMULATOR_PORT: new URL(other.url).port })).rejects.toThrow(/ROUTING_SIMULATOR_PORT/);
    await other.stop();
  });

  it.each(['osrm', 'simulator'])('asks what ROUTING_URL names as %s, and starts none', async (ROUTING_PROVIDER) => {
    const shared = await startOsrmSimulator();
    const service = await start({ ROUTING_PROVIDER, ROUTING_URL: shared.url });
    await service.get(Routing).route(AEROCITY, JANAKPURI);
    expect(service.get(RoutingSimulator).running).toBeNull();
    expect(shared.journal()).toHaveLength(1);
    await shared.stop();
  });

  it('estimates at the configured speed where nobody knows the roads', async () => {
    const service = await start({ ROUTING_PROVIDER: 'estimate', ROUTING_CITY_SPEED_KMH: '40' });
    expect(await service.get(Routing).route(AEROCITY, JANAKPURI)).toEqual(estimateRoad([AEROCITY, JANAKPURI], 40));
  });
});
