import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptsTicket, Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { LongLived } from '../../../platform/http/route-limits';
import { IssueStreamTicket } from '../application/issue-stream-ticket';
import { OpenStream } from '../application/open-stream';
import { livePermissions } from '../live.permissions';
import { beginEventStream } from './event-stream-reply';
import { STREAM_EXAMPLE } from './stream-example';
import { StreamTicketResponse } from './stream-ticket.response';
import { WatchStreamRequest } from './stream.request';

@ApiGroup('Live', 'What changes, as it changes: offers, rides, positions and the board, by server-sent events.')
@Controller('v1/stream')
export class StreamController {
  constructor(
    private readonly openStream: OpenStream,
    private readonly issueTicket: IssueStreamTicket,
  ) {}

  /**
   * Opens a stream of server-sent events.
   *
   * A driver sees his offers, rides and shifts, a rider his ride with its driver's position, an operator the board of his scope with
   * the plans that broke.
   * First a `snapshot`, then each `change` with an id; `position` and `positions` have none. Come again with the last id,
   * and what was missed within ten minutes follows; else a new snapshot does.
   */
  @Get()
  @LongLived()
  @AcceptsTicket()
  @RequirePermission(livePermissions.watch)
  @ApiHeader({ name: 'Last-Event-ID', required: false, example: '9f2c41d07ab3-1042' })
  @ApiOkResponse({
    description: 'Events, until either side ends it.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: STREAM_EXAMPLE } },
  })
  watchStream(
    @Query() { lastEventId }: WatchStreamRequest,
    @Req() request: FastifyRequest<{ Headers: { 'last-event-id'?: string } }>,
    @Res() reply: FastifyReply,
    @Caller() caller: Principal,
  ): Promise<void> {
    const last = request.headers['last-event-id'] ?? lastEventId ?? null;
    return this.openStream.execute(caller, last, () => beginEventStream(reply));
  }

  /**
   * Issues a ticket for a browser.
   *
   * An EventSource sends no headers: open `GET /v1/stream?ticket=…` with it, once, within 30 seconds.
   */
  @Post('tickets')
  @HttpCode(201)
  @OwnIdempotency()
  @RequirePermission(livePermissions.watch)
  async issueStreamTicket(@Caller() caller: Principal): Promise<StreamTicketResponse> {
    return StreamTicketResponse.of(await this.issueTicket.execute(caller));
  }
}
