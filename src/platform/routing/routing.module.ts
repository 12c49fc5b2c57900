import { Module } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { UnitOfWork } from '../transaction/unit-of-work';
import { EstimatedRouting } from './estimated-routing';
import { OsrmRouting } from './osrm-routing';
import { Routing } from './routing';
import { RoutingSimulator } from './routing-simulator';

/** A rider waits for the quote and a driver for the offer: an estimate now is better than a route later. */
const TIMEOUT_MS = 1_000;
const FAILURES_IN_A_ROW = 3;
const PAUSE_MS = 30_000;

/** The same adapter for OSRM and its simulator; without either, everything is estimated. */
@Module({
  providers: [
    {
      provide: RoutingSimulator,
      inject: [Configuration],
      useFactory: ({ routing }: Configuration): RoutingSimulator | Promise<RoutingSimulator> =>
        routing.provider === 'simulator' && routing.url === null
          ? RoutingSimulator.start(routing.simulatorPort)
          : RoutingSimulator.none(),
    },
    {
      provide: Routing,
      inject: [Configuration, RoutingSimulator, UnitOfWork],
      useFactory: ({ routing }: Configuration, simulator: RoutingSimulator, unitOfWork: UnitOfWork): Routing =>
        routing.provider === 'estimate'
          ? new EstimatedRouting(unitOfWork, routing.cityKilometresPerHour)
          : new OsrmRouting(unitOfWork, {
              baseUrl: routing.url ?? simulator.running!.url,
              timeoutMs: TIMEOUT_MS,
              kilometresPerHour: routing.cityKilometresPerHour,
              failuresInARow: FAILURES_IN_A_ROW,
              pauseMs: PAUSE_MS,
            }),
    },
  ],
  exports: [Routing, RoutingSimulator],
})
export class RoutingModule {}
