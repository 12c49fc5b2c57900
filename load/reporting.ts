import { PICKUP, type SeededDriver } from '../bench/seed';
import type { AppClient } from './app-client';

/** As phones send them: a few seconds together. */
const POINTS_A_REPORT = 5;
/** Drivers stand within about 2 km of the pickup. */
const SPREAD_DEGREES = 0.015;
const SECOND = 1_000;

/** The drivers' phones. */
export class Reporting {
  private next = 0;

  constructor(
    private readonly client: AppClient,
    private readonly drivers: readonly SeededDriver[],
  ) {}

  /** Of the driver whose turn it is. */
  async report(): Promise<void> {
    const index = this.next++ % this.drivers.length;
    await this.reportOf(this.drivers[index]!, index);
  }

  async everybody(): Promise<void> {
    for (const [index, driver] of this.drivers.entries()) await this.reportOf(driver, index);
  }

  /** @returns the device's time of the newest point, once the service has said that it keeps it */
  async where(driver: SeededDriver): Promise<string> {
    return this.reportOf(driver, this.drivers.indexOf(driver), 1);
  }

  private async reportOf({ token }: SeededDriver, index: number, count = POINTS_A_REPORT): Promise<string> {
    const now = Date.now();
    const sentAt = new Date(now).toISOString();
    const reach = (SPREAD_DEGREES * ((index % 10) + 1)) / 10;
    const points = Array.from({ length: count }, (_, point) => ({
      latitude: PICKUP.point.latitude + reach * Math.sin(index * 2.4),
      longitude: PICKUP.point.longitude + reach * Math.cos(index * 2.4),
      ...{ accuracyMetres: 10, speedMetresPerSecond: 0, chargePercent: 90 },
      deviceAt: new Date(now - (count - 1 - point) * SECOND).toISOString(),
    }));
    const { body } = await this.client.call<{ accepted: number }>('POST', '/v1/driver/positions', token, {
      body: { points, sentAt },
    });
    if (body.accepted !== count) throw new Error(`Only ${body.accepted} of ${count} points were accepted.`);
    return sentAt;
  }
}
