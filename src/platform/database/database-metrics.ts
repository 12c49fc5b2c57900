import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Clock } from '../clock';
import { Metrics } from '../telemetry/metrics';
import { poolOf, WORKER_DATA_SOURCE } from './data-sources';

/** The gauges that are read from the pools and the outbox at each scrape. */
@Injectable()
export class DatabaseMetrics implements OnModuleInit {
  constructor(
    @Inject(getDataSourceToken()) private readonly runtime: DataSource,
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      'cabstand_pool_connections',
      'Database connections by pool and state',
      () => this.connections(),
      ['pool', 'state'],
    );
    this.metrics.gauge(
      'cabstand_event_lag_seconds',
      'How long the oldest due outbox row has been waiting, in domain time',
      () =>
        this.number(
          'SELECT extract(epoch FROM $1::timestamptz - min(due_at))::float AS value FROM platform.outbox WHERE due_at <= $1',
          [this.clock.now()],
        ),
    );
    this.metrics.gauge('cabstand_outbox_rows', 'Outbox rows waiting, timers included', () =>
      this.number('SELECT count(*)::int AS value FROM platform.outbox', []),
    );
    this.metrics.gauge('cabstand_dead_letters', 'Events that wait for an operator', () =>
      this.number(`SELECT count(*)::int AS value FROM platform.dead_letters WHERE status = 'dead'`, []),
    );
  }

  private connections() {
    return Object.entries({ request: this.runtime, worker: this.worker }).flatMap(([pool, dataSource]) => {
      const { totalCount, idleCount, waitingCount } = poolOf(dataSource);
      return [
        { labels: { pool, state: 'busy' }, value: totalCount - idleCount },
        { labels: { pool, state: 'idle' }, value: idleCount },
        { labels: { pool, state: 'waiting' }, value: waitingCount },
      ];
    });
  }

  private async number(sql: string, values: unknown[]): Promise<number> {
    const { rows } = await poolOf(this.worker).query<{ value: number | null }>(sql, values);
    return rows[0]?.value ?? 0;
  }
}
