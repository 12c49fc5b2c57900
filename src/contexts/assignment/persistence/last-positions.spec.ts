import type { Configuration } from '../../../platform/config/configuration';
import type { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { LastPositions } from './last-positions';

describe('last positions', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('are written together every 100 ms, and not where nothing came in', async () => {
    const run = jest.fn(() => Promise.resolve());
    const last = new LastPositions({ run } as unknown as UnitOfWork, { clock: 'system' } as unknown as Configuration);
    last.onApplicationBootstrap();
    const at = new Date('2026-11-21T08:00:00Z');
    const here = { latitude: 28.55, longitude: 77.1, accuracyMetres: 8, deviceAt: at, at, mock: false };
    const position = { ...here, speedMetresPerSecond: null, headingDegrees: null, chargePercent: null };
    await last.put('driver-1', 'organization-1', position);
    await last.put('driver-2', 'organization-1', position);
    await jest.advanceTimersByTimeAsync(99);
    expect(run).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(500);
    expect(run).toHaveBeenCalledTimes(1);
    last.onApplicationShutdown();
  });
});
