import type { Page } from '../../../platform/http/page';
import type { DispatchOfferLine } from '../domain/offer-line';
import { OfferResponse } from './offer.response';

/** An offer that its driver has not answered yet. */
export class OpenOfferResponse extends OfferResponse {
  driverId: string;
  /** @example "Ramesh Kumar" */
  driverName: string;

  static override of(offer: DispatchOfferLine): OpenOfferResponse {
    const { driverId, driverName } = offer;
    return { ...OfferResponse.of(offer), driverId, driverName };
  }
}

export class OpenOfferPageResponse {
  items: OpenOfferResponse[];
  /**
   * Give it as `after` for what follows; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<DispatchOfferLine>): OpenOfferPageResponse {
    return { items: items.map((offer) => OpenOfferResponse.of(offer)), next };
  }
}
