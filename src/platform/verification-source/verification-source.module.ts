import { Logger, Module } from '@nestjs/common';
import { SIMULATED_CLIENT } from '../../../simulators/verification/verification-simulator';
import { Configuration } from '../config/configuration';
import { UnitOfWork } from '../transaction/unit-of-work';
import { CashfreeVerificationSource } from './cashfree-verification-source';
import { VerificationSimulator } from './verification-simulator';
import { NoVerificationSource, VerificationSource } from './verification-source';

/** Nobody waits for it, and the registers behind it are slow. */
const TIMEOUT_MS = 15_000;
const FAILURES_IN_A_ROW = 5;
const PAUSE_MS = 60_000;

/** The same adapter for Cashfree and its simulator; without either, people decide about every document. */
@Module({
  providers: [
    {
      provide: VerificationSimulator,
      inject: [Configuration],
      useFactory: async ({ verification }: Configuration): Promise<VerificationSimulator> => {
        if (verification.provider !== 'simulator' || verification.url !== null) return VerificationSimulator.none();
        const simulator = await VerificationSimulator.start(verification.simulatorPort);
        new Logger('VerificationSimulator').log(`Documents are checked by a simulator: ${simulator.running!.url}`);
        return simulator;
      },
    },
    {
      provide: VerificationSource,
      inject: [Configuration, VerificationSimulator, UnitOfWork],
      useFactory: (
        { verification }: Configuration,
        simulator: VerificationSimulator,
        unitOfWork: UnitOfWork,
      ): VerificationSource => {
        if (verification.provider === 'none') return new NoVerificationSource(unitOfWork);
        const account =
          verification.provider === 'cashfree'
            ? { clientId: verification.clientId, clientSecret: verification.clientSecret }
            : SIMULATED_CLIENT;
        return new CashfreeVerificationSource(unitOfWork, {
          ...account,
          baseUrl: verification.url ?? simulator.running!.url,
          timeoutMs: TIMEOUT_MS,
          failuresInARow: FAILURES_IN_A_ROW,
          pauseMs: PAUSE_MS,
        });
      },
    },
  ],
  exports: [VerificationSource, VerificationSimulator],
})
export class VerificationSourceModule {}
