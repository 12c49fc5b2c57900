import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One value of a gauge that is read when the metrics are. */
export interface Reading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus scrapes at `/metrics`. One registry per process, owned here, so that tests can have their own. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly log = new Logger('Metrics');

  /** Seconds from the arrival of a request to the end of its answer. */
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route template, method and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  observeRequest(method: string, route: string, status: number, seconds: number): void {
    this.requests.labels(method, route, String(status)).observe(seconds);
  }

  /**
   * A value read at each scrape: a pool's waiting clients, the age of the oldest undelivered event. A reading that fails is
   * left out of that scrape and logged; the other metrics still answer.
   */
  gauge(
    name: string,
    help: string,
    read: () => number | readonly Reading[] | Promise<number | readonly Reading[]>,
    labelNames: string[] = [],
  ): void {
    const log = this.log;
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        this.reset();
        try {
          const value = await read();
          if (typeof value === 'number') this.set(value);
          else for (const reading of value) this.set(reading.labels, reading.value);
        } catch (error) {
          this.remove();
          log.warn({ message: `Metric ${name} could not be read`, error });
        }
      },
    });
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** @param buckets upper bounds, in the unit that the name ends with. */
  histogram<L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** The exposition text. */
  exposition(): Promise<string> {
    return this.registry.metrics();
  }
}
