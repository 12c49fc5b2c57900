import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { Metrics } from '../../../platform/telemetry/metrics';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { ChainLinks } from '../persistence/chain-links';
import { SealChain } from './seal-chain';

export const SEAL_JOB = 'audit.seal';
const EVERY_MS = 1000;

@Injectable()
export class SealChainJob implements OnModuleInit {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly sealChain: SealChain,
    private readonly unitOfWork: UnitOfWork,
    private readonly chain: ChainLinks,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      'cabstand_audit_seal_lag_seconds',
      'How long the oldest unsealed audit entry has been waiting',
      () => this.unitOfWork.run(() => this.chain.lag(), { as: 'worker', organizationId: null }),
    );
  }

  @Interval(SEAL_JOB, EVERY_MS)
  seal(): Promise<boolean> {
    return this.jobs.run(SEAL_JOB, (stop) => this.sealChain.execute(stop));
  }
}
