export class StreamTicketResponse {
  /**
   * Good once.
   * @example 'pFzv0l3yQm4cD2n8sJ6kW1tR9xB5aH7eUgMoVqYiZ0E'
   */
  ticket: string;
  expiresAt: string;

  static of({ ticket, expiresAt }: { ticket: string; expiresAt: Date }): StreamTicketResponse {
    return { ticket, expiresAt: expiresAt.toISOString() };
  }
}
