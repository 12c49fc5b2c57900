import { EventEmitter } from 'node:events';
import { Injectable, Logger } from '@nestjs/common';

/** What each signal carries, by its name. A context adds its own beside these. */
export interface SignalPayloads {
  'driver.moved': {
    readonly organizationId: string;
    readonly driverId: string;
    readonly latitude: number;
    readonly longitude: number;
    /** Degrees clockwise from north; null where the device does not know. */
    readonly headingDegrees: number | null;
    /** Domain time. */
    readonly at: Date;
  };
}

/**
 * Transient notices within this process: neither recorded, nor retried, nor seen by other processes. Nothing that is
 * decided or billed relies on one.
 */
@Injectable()
export class Signals {
  private readonly log = new Logger(Signals.name);
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  publish<Name extends keyof SignalPayloads>(name: Name, payload: SignalPayloads[Name]): void {
    this.emitter.emit(name, payload);
  }

  /**
   * The subscriber runs at once, within the publisher's call, so it must be quick. What it throws is logged.
   * @returns ends the subscription
   */
  subscribe<Name extends keyof SignalPayloads>(name: Name, act: (payload: SignalPayloads[Name]) => void): () => void {
    const listener = (payload: SignalPayloads[Name]): void => {
      try {
        act(payload);
      } catch (error) {
        this.log.warn(`A subscriber of ${name} failed: ${String(error)}`);
      }
    };
    this.emitter.on(name, listener);
    return () => this.emitter.off(name, listener);
  }
}
