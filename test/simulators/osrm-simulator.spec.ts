import { type OsrmSimulator, startOsrmSimulator } from '../../simulators/osrm/osrm-simulator';

const A = '77.1207,28.5486';
const B = '77.0779,28.6296';

describe('The OSRM simulator', () => {
  let simulator: OsrmSimulator;
  beforeAll(async () => {
    simulator = await startOsrmSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const ask = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(simulator.url + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const control = (body: unknown): Promise<Response> =>
    fetch(`${simulator.url}/__sim/outcomes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('listens on loopback only, and answers a route in metres and seconds', async () => {
    expect(new URL(simulator.url).hostname).toBe('127.0.0.1');
    const { status, body } = await ask(`/route/v1/driving/${A};${B}?overview=false`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      code: 'Ok',
      routes: [{ distance: 13_185.7, duration: 1_582.3, legs: [{ distance: 13_185.7 }] }],
      waypoints: [{ location: [77.1207, 28.5486] }, { location: [77.0779, 28.6296] }],
    });
  });

  it('answers a table of what was asked for, and the chosen sources and destinations', async () => {
    const { body: plain } = await ask(`/table/v1/driving/${A};${B}`);
    expect(plain).toMatchObject({ code: 'Ok', durations: [[0, 1_582.3], [1_582.3, 0]] }); // prettier-ignore
    expect(plain).not.toHaveProperty('distances');
    const { body } = await ask(`/table/v1/driving/${A};${B}?annotations=duration,distance&sources=0&destinations=1`);
    expect(body).toMatchObject({ durations: [[1_582.3]], distances: [[13_185.7]] });
  });

  it.each([
    ['no-coordinates', 'InvalidQuery'],
    [A, 'InvalidQuery'],
    ['28.5486,177.1207;77.0779,28.6296', 'InvalidQuery'],
    [Array.from({ length: 501 }, () => A).join(';'), 'TooBig'],
  ])('refuses the route %s as OSRM would', async (coordinates, code) => {
    expect(await ask(`/route/v1/driving/${coordinates}`)).toMatchObject({ status: 400, body: { code } });
  });

  it.each([
    [`${A};${B}?sources=2`, 'InvalidQuery'],
    [Array.from({ length: 101 }, () => A).join(';'), 'TooBig'],
  ])('refuses the table %s as OSRM would', async (query, code) => {
    expect(await ask(`/table/v1/driving/${query}`)).toMatchObject({ status: 400, body: { code } });
  });

  it('does what was chosen, in order, and then what is always', async () => {
    const chosen = { next: [{ kind: 'refuse', code: 'NoSegment' }, { kind: 'delay', delayMs: 30 }], always: { kind: 'error' } }; // prettier-ignore
    expect((await control(chosen)).status).toBe(200);
    expect(await ask(`/route/v1/driving/${A};${B}`)).toMatchObject({ status: 400, body: { code: 'NoSegment' } });
    const begun = performance.now();
    expect(await ask(`/route/v1/driving/${A};${B}`)).toMatchObject({ status: 200 });
    expect(performance.now() - begun).toBeGreaterThan(25);
    expect((await fetch(`${simulator.url}/route/v1/driving/${A};${B}`)).status).toBe(503);
    expect(simulator.journal().map(({ outcome, httpStatus }) => [outcome, httpStatus])).toEqual([
      ['refuse', 400],
      ['delay', 200],
      ['error', 503],
    ]);
  });

  it('leaves cells empty where there is no way, and cuts connections', async () => {
    simulator.chooseNext({ kind: 'refuse', code: 'NoRoute' }, { kind: 'drop' });
    expect((await ask(`/table/v1/driving/${A};${B}?sources=0`)).body).toMatchObject({ durations: [[null, null]] });
    await expect(ask(`/route/v1/driving/${A};${B}`)).rejects.toThrow();
  });

  it.each([
    {},
    { always: { kind: 'maybe' } },
    { next: [{ kind: 'ok', httpStatus: 500 }] },
    { next: [{ kind: 'error', httpStatus: 404 }] },
    { next: [{ kind: 'delay' }] },
    { next: [{ kind: 'error', code: 'NoRoute' }] },
  ])('refuses the impossible outcomes %j', async (body) => {
    expect((await control(body)).status).toBe(400);
    expect(await (await fetch(`${simulator.url}/__sim/outcomes`)).json()).toEqual({ next: [], always: { kind: 'ok' } });
  });

  it('forgets on reset', async () => {
    await control({ always: { kind: 'error' } });
    await fetch(`${simulator.url}/route/v1/driving/${A};${B}`);
    expect((await fetch(`${simulator.url}/__sim/reset`, { method: 'POST' })).status).toBe(204);
    expect(await (await fetch(`${simulator.url}/__sim/journal`)).json()).toEqual({ entries: [] });
    expect((await ask(`/route/v1/driving/${A};${B}`)).status).toBe(200);
  });
});
