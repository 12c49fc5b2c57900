import type { OnApplicationShutdown } from '@nestjs/common';
import { type ExotelSimulator, startExotelSimulator } from '../../../simulators/exotel/exotel-simulator';

/** The fake provider that lives as long as the service does, where the service was told to start one. */
export class SmsSimulator implements OnApplicationShutdown {
  private constructor(
    /** Null: text messages go to Exotel, or to a simulator that somebody else started. */
    readonly running: ExotelSimulator | null,
  ) {}

  static none(): SmsSimulator {
    return new SmsSimulator(null);
  }

  /** @throws Error that says what to do when the port is taken. */
  static async start(port: number): Promise<SmsSimulator> {
    try {
      return new SmsSimulator(await startExotelSimulator({ port }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new Error(
        `The SMS simulator cannot listen on 127.0.0.1:${port}, because something else does. Set SMS_SIMULATOR_PORT to ` +
          `another port (0 takes any), or SMS_SIMULATOR_URL to the simulator that runs there.`,
        { cause: error },
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running?.stop();
  }
}
