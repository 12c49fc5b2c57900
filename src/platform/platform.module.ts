import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from '../../ormconfig';
import { OneUseTickets } from './auth/one-use-tickets';
import { PrincipalReader } from './auth/principal-reader';
import { StoredPrincipals } from './auth/stored-principals';
import { Clock } from './clock';
import type { Configuration } from './config/configuration';
import { WORKER_DATA_SOURCE } from './database/data-sources';
import { DatabaseMetrics } from './database/database-metrics';
import type { RoleLogins } from './database/roles';
import { DocumentDigests } from './document-digests';
import { EventDispatcher } from './events/event-dispatcher';
import { EventRegistry } from './events/event-registry';
import { ForgetIdempotencyKeys } from './http/forget-idempotency-keys.job';
import { IdempotencyKeys } from './http/idempotency-keys';
import { IdempotencyInterceptor } from './http/idempotency.interceptor';
import { OncePerItem } from './http/once-per-item';
import { ExclusiveJobs } from './jobs/exclusive-jobs';
import { DatabaseNotifications } from './notifications/database-notifications';
import { DeadLetters } from './outbox/dead-letters';
import { DeadLettersController } from './outbox/dead-letters.controller';
import { OutboxOptions } from './outbox/outbox-options';
import { OutboxRows } from './outbox/outbox-rows';
import { OutboxSignal } from './outbox/outbox-signal';
import { OutboxWorker } from './outbox/outbox-worker';
import { OutboxWriter } from './outbox/outbox-writer';
import { KeepMonths } from './retention/keep-months.job';
import { MonthlyTables } from './retention/monthly-tables';
import { Signals } from './signals/signals';
import { SimulatedTime } from './simulation/simulated-time';
import { SimulationController } from './simulation/simulation.controller';
import { SteppedClock } from './simulation/stepped-clock';
import { UnitOfWork } from './transaction/unit-of-work';

/** Transactions, events, the outbox and time, for every context. */
@Module({})
export class PlatformModule {
  static forRoot(configuration: Configuration, logins: RoleLogins, outbox = new OutboxOptions()): DynamicModule {
    const stepped = configuration.clock === 'stepped';
    const time: Provider[] = stepped
      ? [SteppedClock, { provide: Clock, useExisting: SteppedClock }, SimulatedTime]
      : [Clock];
    return {
      module: PlatformModule,
      global: true,
      imports: [
        DiscoveryModule,
        EventEmitterModule.forRoot({ wildcard: true, delimiter: '.', maxListeners: 0 }),
        ScheduleModule.forRoot(),
        ...pools(configuration, logins),
      ],
      controllers: [DeadLettersController, ...(stepped ? [SimulationController] : [])],
      providers: [
        ...time,
        { provide: OutboxOptions, useValue: outbox },
        { provide: PrincipalReader, useClass: StoredPrincipals },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        DatabaseMetrics,
        DatabaseNotifications,
        DeadLetters,
        DocumentDigests,
        EventDispatcher,
        EventRegistry,
        ForgetIdempotencyKeys,
        ExclusiveJobs,
        IdempotencyKeys,
        KeepMonths,
        MonthlyTables,
        OncePerItem,
        OneUseTickets,
        OutboxRows,
        OutboxSignal,
        OutboxWorker,
        OutboxWriter,
        Signals,
        UnitOfWork,
      ],
      exports: [
        Clock,
        DatabaseNotifications,
        DocumentDigests,
        EventRegistry,
        ExclusiveJobs,
        OncePerItem,
        OneUseTickets,
        OutboxWorker,
        PrincipalReader,
        Signals,
        UnitOfWork,
      ],
    };
  }
}

/** Separate and small: requests must not starve the outbox, nor the other way about. */
function pools(configuration: Configuration, logins: RoleLogins): DynamicModule[] {
  const retry = { retryAttempts: 3, retryDelay: 500 };
  return [
    TypeOrmModule.forRoot({
      ...dataSourceOptions({
        url: logins.runtimeUrl,
        role: 'cabstand_runtime',
        poolSize: configuration.databasePoolSize,
        applicationName: 'cabstand requests',
      }),
      ...retry,
    }),
    TypeOrmModule.forRoot({
      ...dataSourceOptions({
        url: logins.workerUrl,
        role: 'cabstand_worker',
        poolSize: configuration.workerPoolSize,
        applicationName: 'cabstand worker',
      }),
      ...retry,
      name: WORKER_DATA_SOURCE,
    }),
  ];
}
