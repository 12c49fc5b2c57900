/** CASH and UPI are paid to the driver; PREPAID was paid before the trip; CORPORATE is billed to the rider's company. */
export const PAYMENT_MODES = ['CASH', 'UPI', 'PREPAID', 'CORPORATE'] as const;

export type PaymentMode = (typeof PAYMENT_MODES)[number];

export function isPaymentMode(value: unknown): value is PaymentMode {
  return PAYMENT_MODES.includes(value as PaymentMode);
}

/** Whether the driver takes the fare himself and declares it at check-out. */
export function isCollectedByDriver(mode: PaymentMode): boolean {
  return mode === 'CASH' || mode === 'UPI';
}
