import type { OnApplicationShutdown } from '@nestjs/common';
import {
  startVerificationSimulator,
  type VerificationSimulator as RunningSimulator,
} from '../../../simulators/verification/verification-simulator';

/** The fake source that lives as long as the service does, where the service was told to start one. */
export class VerificationSimulator implements OnApplicationShutdown {
  private constructor(
    /** Null: a real source is asked, a simulator that somebody else started, or nobody. */
    readonly running: RunningSimulator | null,
  ) {}

  static none(): VerificationSimulator {
    return new VerificationSimulator(null);
  }

  /** @throws Error that says what to do when the port is taken. */
  static async start(port: number): Promise<VerificationSimulator> {
    try {
      return new VerificationSimulator(await startVerificationSimulator({ port }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new Error(
        `The verification simulator cannot listen on 127.0.0.1:${port}, because something else does. Set ` +
          `VERIFICATION_SIMULATOR_PORT to another port (0 takes any), or VERIFICATION_URL to the simulator that runs there.`,
        { cause: error },
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running?.stop();
  }
}
