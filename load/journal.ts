export const STEPS = ['book', 'assign', 'accept', 'depart', 'arrive', 'start', 'complete', 'cash'] as const;
/** A POST of a ride's life that changes it. */
export type Step = (typeof STEPS)[number];

/** A change that was sent, with what was heard of it. */
export interface Write {
  readonly step: Step;
  readonly rideId: string;
  readonly key: string;
  readonly path: string;
  readonly token: string;
  readonly body: object;
  /** As answered. */
  readonly text: string;
}

/** A position of a driver under way that the service has said to have kept. */
export interface KeptPoint {
  readonly driverId: string;
  readonly rideId: string;
  readonly deviceAt: string;
}

/** What the service has acknowledged, and so owes; written down by whoever was told. */
export class Journal {
  readonly acknowledged: Write[] = [];
  readonly points: KeptPoint[] = [];
  /** Sent, and never answered: it may have been done, once at most. */
  readonly unanswered: { readonly step: Step; readonly key: string; readonly rideId: string | null }[] = [];
}
