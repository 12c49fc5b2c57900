import { Injectable } from '@nestjs/common';
import { OneUseTickets } from '../../../platform/auth/one-use-tickets';
import type { Principal } from '../../../platform/auth/principal';

/** Lets a browser's EventSource in, which can send no headers. */
@Injectable()
export class IssueStreamTicket {
  constructor(private readonly tickets: OneUseTickets) {}

  execute(principal: Principal): Promise<{ ticket: string; expiresAt: Date }> {
    return this.tickets.issue(principal);
  }
}
