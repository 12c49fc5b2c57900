import type { Agenda } from './agenda';
import type { OnDemandRequest } from './on-demand-requests';
import type { Progress } from './progress';
import type { Random } from './random';

export interface OnDemandTally {
  requested: number;
  completed: number;
  declines: number;
  lapses: number;
  dark: number;
  refusedForOwing: number;
  noDriversFound: number;
  givenUp: number;
}

/** An offer that a driver saw. */
export interface SeenOffer {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string;
}

/** What a driver on demand needs of the others. */
export interface OnDemandStage {
  readonly agenda: Agenda;
  readonly progress: Progress;
  readonly random: Random;
  readonly now: () => Date;
  readonly tally: OnDemandTally;
  readonly offers: SeenOffer[];
  readonly requestOf: (rideId: string) => OnDemandRequest;
  readonly found: (request: OnDemandRequest) => void;
  readonly searchesAgain: (request: OnDemandRequest) => void;
  readonly owes: (request: OnDemandRequest) => void;
}
