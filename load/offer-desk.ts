import { setTimeout as sleep } from 'node:timers/promises';

export interface SeenOffer {
  readonly offerId: string;
  readonly rideId: string;
  readonly driverId: string;
}

/** What the drivers' streams have shown, by ride: an offer may be seen before the rider hears that he has a ride. */
export class OfferDesk {
  private readonly offered = new Map<string, SeenOffer[]>();
  private readonly waiting = new Map<string, (offer: SeenOffer) => void>();
  private readonly known = new Set<string>();

  /** A stream that comes again may show an offer again. */
  put(offer: SeenOffer): void {
    if (this.known.has(offer.offerId)) return;
    this.known.add(offer.offerId);
    const waiting = this.waiting.get(offer.rideId);
    this.waiting.delete(offer.rideId);
    if (waiting) return waiting(offer);
    this.offered.set(offer.rideId, [...(this.offered.get(offer.rideId) ?? []), offer]);
  }

  /** The next offer of the ride; null where none is seen in time. */
  async next(rideId: string, withinMs: number): Promise<SeenOffer | null> {
    const seen = this.offered.get(rideId)?.shift();
    if (seen) return seen;
    const later = new Promise<SeenOffer>((resolve) => this.waiting.set(rideId, resolve));
    const giveUp = new AbortController();
    const tooLate = sleep(withinMs, null, { ref: false, signal: giveUp.signal }).catch(() => null);
    const offer = await Promise.race([later, tooLate]);
    giveUp.abort();
    this.waiting.delete(rideId);
    return offer;
  }

  forget(rideId: string): void {
    for (const { offerId } of this.offered.get(rideId) ?? []) this.known.delete(offerId);
    this.offered.delete(rideId);
  }
}
