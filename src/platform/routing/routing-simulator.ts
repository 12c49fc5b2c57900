import type { OnApplicationShutdown } from '@nestjs/common';
import { type OsrmSimulator, startOsrmSimulator } from '../../../simulators/osrm/osrm-simulator';

/** The fake OSRM that lives as long as the service does, where the service was told to start one. */
export class RoutingSimulator implements OnApplicationShutdown {
  private constructor(
    /** Null: ways are asked of a real OSRM, of a simulator that somebody else started, or of nobody. */
    readonly running: OsrmSimulator | null,
  ) {}

  static none(): RoutingSimulator {
    return new RoutingSimulator(null);
  }

  /** @throws Error that says what to do when the port is taken. */
  static async start(port: number): Promise<RoutingSimulator> {
    try {
      return new RoutingSimulator(await startOsrmSimulator({ port }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new Error(
        `The routing simulator cannot listen on 127.0.0.1:${port}, because something else does. Set ` +
          `ROUTING_SIMULATOR_PORT to another port (0 takes any), or ROUTING_URL to the simulator that runs there.`,
        { cause: error },
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running?.stop();
  }
}
