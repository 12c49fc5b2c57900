import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { RateLimit } from '../../../platform/http/route-limits';
import { ErasePerson } from '../application/erase-person';
import { ListAuditEntries } from '../application/list-audit-entries';
import { ReadAuditEntry } from '../application/read-audit-entry';
import { VerifyChain } from '../application/verify-chain';
import { auditPermissions } from '../audit.permissions';
import { AuditPageResponse, SealedAuditEntryResponse } from './audit-entry.response';
import { ErasePersonRequest, ListAuditEntriesRequest } from './audit.request';
import { ErasureResponse } from './erasure.response';
import { VerificationResponse } from './verification.response';

@ApiGroup('Audit', 'The record of everything, append-only and sealed into a chain.')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly listEntries: ListAuditEntries,
    private readonly readEntry: ReadAuditEntry,
    private readonly verifyChain: VerifyChain,
    private readonly erasePerson: ErasePerson,
  ) {}

  /**
   * Lists what happened, newest first.
   *
   * A super admin who names no organization sees that of all organizations, and the platform's own.
   */
  @Get()
  @RequirePermission(auditPermissions.read)
  async listAuditEntries(
    @Query() query: ListAuditEntriesRequest,
    @Caller() caller: Principal,
  ): Promise<AuditPageResponse> {
    return AuditPageResponse.of(await this.listEntries.execute(query, caller));
  }

  /**
   * Recomputes the whole chain and compares it with the anchors outside the database.
   *
   * Reads every entry: on a long record this takes a while. `npm run audit:verify` does the same from the command line.
   */
  @Get('verification')
  @RateLimit({ requests: 6, perSeconds: 60 })
  @RequirePermission(auditPermissions.verify)
  async verifyAudit(@Caller() caller: Principal): Promise<VerificationResponse> {
    return VerificationResponse.of(await this.verifyChain.execute(caller));
  }

  /** One entry, with its place in the chain. */
  @Get(':id')
  @RequirePermission(auditPermissions.read)
  async readAuditEntry(
    @Param('id', ParseUUIDPipe) id: string,
    @Caller() caller: Principal,
  ): Promise<SealedAuditEntryResponse> {
    return SealedAuditEntryResponse.ofSealed(await this.readEntry.execute(id, caller));
  }

  /**
   * Destroys for ever the personal fields that the audit holds of a person in the caller's organization.
   *
   * The entries stay, without them, and the chain still verifies. It cannot be undone.
   */
  @Post('erasures')
  @OwnIdempotency()
  @RequirePermission(auditPermissions.erase)
  eraseFromAudit(@Body() body: ErasePersonRequest, @Caller() caller: Principal): Promise<ErasureResponse> {
    return this.erasePerson.execute(body, caller);
  }
}
