import { randomUUID } from 'node:crypto';
import { SchedulerRegistry } from '@nestjs/schedule';
import { v7 as uuidv7 } from 'uuid';
import { SEAL_JOB } from '../../../src/contexts/audit/application/seal-chain.job';
import { SealChain } from '../../../src/contexts/audit/application/seal-chain';
import { DomainEvent } from '../../../src/platform/events/domain-event';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type ApplicationOptions, eventually, TestApplication } from '../../support/application';

export class Noted extends DomainEvent<{ note: string }> {
  static override readonly type = 'fixture.noted';
  static override readonly aggregateType = 'fixture';
}

export class PassengerNamed extends DomainEvent<{ rideId: string; passenger: { name: string; phone: string } }> {
  static override readonly type = 'fixture.passenger_named';
  static override readonly aggregateType = 'fixture';
  static override readonly schemaVersion = 2;
  static override readonly personal = { subject: 'passenger.phone', fields: ['passenger.name', 'passenger.phone'] };
}

export function noted(note = 'so it is', id = uuidv7(), occurredAt = new Date()): Noted {
  return new Noted(id, { note }, occurredAt);
}

export function passengerNamed(phone: string, name = 'Asha Rao'): PassengerNamed {
  const rideId = uuidv7();
  return new PassengerNamed(rideId, { rideId, passenger: { name, phone } }, new Date());
}

/** The service with its sealing job switched off, so that a test says when to seal. */
export class AuditedApplication {
  readonly organizationId = randomUUID();

  private constructor(readonly application: TestApplication) {}

  static async start(options: ApplicationOptions = {}): Promise<AuditedApplication> {
    const application = await TestApplication.start(options);
    application.app.get(SchedulerRegistry).deleteInterval(SEAL_JOB);
    return new AuditedApplication(application);
  }

  get unitOfWork(): UnitOfWork {
    return this.application.app.get(UnitOfWork);
  }

  get sealChain(): SealChain {
    return this.application.app.get(SealChain, { strict: false });
  }

  sql<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.application.sql<R>(text, values);
  }

  publish(...events: DomainEvent[]): Promise<void> {
    return this.unitOfWork.run(() => this.unitOfWork.publish(...events), { organizationId: this.organizationId });
  }

  /**
   * Until nothing is left: transactions of other tests on the same server hold the snapshot's xmin back.
   * @param retired how many links have outlived their entries
   */
  sealAll(retired = 0): Promise<void> {
    return eventually(async () => {
      await this.sealChain.execute();
      const [{ unsealed }] = (await this.sql<{ unsealed: number }>(
        'SELECT ((SELECT count(*) FROM audit.entries) - (SELECT count(*) FROM audit.chain) + $1)::int AS unsealed',
        [retired],
      )) as [{ unsealed: number }];
      if (unsealed !== 0) throw new Error(`${unsealed} entries are not sealed.`);
    }, 15_000);
  }
}
