import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';

/** Domain time as one row that all processes share, moved only by `SimulatedTime`. Refused in production. */
@Injectable()
export class SteppedClock extends Clock implements OnModuleInit {
  private current = new Date();

  constructor(@Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await poolOf(this.worker).query('INSERT INTO platform.stepped_clock (now) VALUES ($1) ON CONFLICT DO NOTHING', [
      this.current,
    ]);
    await this.refresh();
  }

  override now(): Date {
    return this.current;
  }

  override async refresh(): Promise<void> {
    const { rows } = await poolOf(this.worker).query<{ now: Date }>('SELECT now FROM platform.stepped_clock');
    if (rows[0]) this.current = rows[0].now;
  }

  /** Moves time on; it never goes back. */
  async moveTo(moment: Date): Promise<void> {
    await poolOf(this.worker).query('UPDATE platform.stepped_clock SET now = $1 WHERE now < $1', [moment]);
    await this.refresh();
  }
}
