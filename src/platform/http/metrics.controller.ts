import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorators';
import { DomainError } from '../errors/domain-error';
import { Metrics } from '../telemetry/metrics';
import { ForMonitoring } from './route-limits';

export const METRICS_TOKEN = Symbol('metrics token');

@Public()
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(METRICS_TOKEN) private readonly token: { readonly value: string | null },
  ) {}

  @Get()
  @ForMonitoring()
  async scrape(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (this.token.value !== null && !isSame(authorization, `Bearer ${this.token.value}`)) {
      throw new DomainError(
        'unauthenticated',
        'metrics_token_wrong',
        'Send the metrics token in the Authorization header, as Bearer.',
      );
    }
    void reply.header('content-type', this.metrics.contentType);
    return this.metrics.exposition();
  }
}

function isSame(given: string | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
