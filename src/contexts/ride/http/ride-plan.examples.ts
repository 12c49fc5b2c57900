import type { BookRideRequest, QuoteRideRequest } from './ride-plan.request';

/** As on the wire: a time is text there. */
type Wire<Request> = { [Field in keyof Request]: Request[Field] extends Date | undefined ? string : Request[Field] };

const TRIP = {
  vehicleClass: 'SEDAN',
  tripType: 'LOCAL',
  pickup: {
    point: { latitude: 28.5562, longitude: 77.1 },
    address: 'Indira Gandhi International Airport, Terminal 3, New Delhi',
  },
  drop: { point: { latitude: 28.5486, longitude: 77.1207 }, address: 'Aerocity, New Delhi' },
} as const;
const NOW: Wire<QuoteRideRequest> = { when: 'now', ...TRIP };
const AHEAD: Wire<QuoteRideRequest> = { when: 'scheduled', pickupAt: '2026-11-22T04:30:00.000Z', ...TRIP };
const BOOKED_AHEAD: Wire<BookRideRequest> = {
  ...AHEAD,
  passenger: { name: 'Meera Iyer', phone: '+919810012345' },
  paymentMode: 'CASH',
};

/** To be sent as they stand: put together from their fields they would drive to where they begin. */
export const QUOTE_EXAMPLES = {
  now: { summary: 'For now', value: NOW },
  ahead: { summary: 'For a later day', value: AHEAD },
};

export const BOOKING_EXAMPLES = {
  now: { summary: 'For now, by a rider for himself', value: { ...NOW, paymentMode: 'CASH' } },
  ahead: { summary: 'For a later day, by an operator for a passenger', value: BOOKED_AHEAD },
};
