import { normalizeIP } from '@fastify/rate-limit';

/** Whom an address stands for: of IPv6 the /64, since each customer has at least one, with all its addresses. */
export function networkOf(address: string): string {
  return normalizeIP(address);
}
