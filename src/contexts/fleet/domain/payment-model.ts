/** SALARY: a fixed wage. REVENUE_SHARE: a part of each fare. DAILY_RENTAL: he keeps the fares and pays for the cab by the day. */
export const PAYMENT_MODELS = ['SALARY', 'REVENUE_SHARE', 'DAILY_RENTAL'] as const;

export type PaymentModel = (typeof PAYMENT_MODELS)[number];
