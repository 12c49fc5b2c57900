import { Logger, Module } from '@nestjs/common';
import { SIMULATED_ACCOUNT } from '../../../simulators/exotel/exotel-simulator';
import { Configuration } from '../config/configuration';
import { ExotelSmsGateway } from './exotel-sms-gateway';
import { SmsGateway } from './sms-gateway';
import { SmsSimulator } from './sms-simulator';

/** A person waits for the code meanwhile, and an unknown outcome is better known soon. */
const TIMEOUT_MS = 10_000;

/** The same adapter for both providers: what it talks to is only another address with other credentials. */
@Module({
  providers: [
    {
      provide: SmsSimulator,
      inject: [Configuration],
      useFactory: async ({ sms }: Configuration): Promise<SmsSimulator> => {
        if (sms.provider !== 'simulator' || sms.url !== null) return SmsSimulator.none();
        const simulator = await SmsSimulator.start(sms.port);
        new Logger('SmsSimulator').log(`Text messages go nowhere: read them at ${simulator.running!.url}/inbox`);
        return simulator;
      },
    },
    {
      provide: SmsGateway,
      inject: [Configuration, SmsSimulator],
      useFactory: ({ sms }: Configuration, simulator: SmsSimulator): SmsGateway =>
        sms.provider === 'exotel'
          ? new ExotelSmsGateway({ ...sms, timeoutMs: TIMEOUT_MS })
          : new ExotelSmsGateway({
              ...SIMULATED_ACCOUNT,
              baseUrl: sms.url ?? simulator.running!.url,
              sender: 'CABSTD',
              dltEntityId: '1101000000000000001',
              dltTemplateId: '1107000000000000001',
              timeoutMs: TIMEOUT_MS,
            }),
    },
  ],
  exports: [SmsGateway, SmsSimulator],
})
export class SmsModule {}
