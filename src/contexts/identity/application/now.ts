import type { Clock } from '../../../platform/clock';
import type { Moment } from '../domain/moment';

export function now(clock: Clock): Moment {
  return { domain: clock.now(), wall: new Date() };
}
