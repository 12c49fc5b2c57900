/** An open session, as its user and his admins see it. Times are wall time. */
export interface ListedSession {
  readonly id: string;
  readonly organizationId: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
}
