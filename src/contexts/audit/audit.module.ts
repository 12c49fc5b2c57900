import { Module } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration';
import { ErasePerson } from './application/erase-person';
import { ListAuditEntries } from './application/list-audit-entries';
import { ReadAuditEntry } from './application/read-audit-entry';
import { RecordEveryEvent } from './application/record-every-event.listener';
import { RememberRetiredMonths } from './application/remember-retired-months.listener';
import { SealChain } from './application/seal-chain';
import { SealChainJob } from './application/seal-chain.job';
import { VerifyChain } from './application/verify-chain';
import { AuditController } from './http/audit.controller';
import { AnchorFile } from './persistence/anchor-file';
import { AuditEntries } from './persistence/audit-entries';
import { ChainLinks } from './persistence/chain-links';
import { PersonKeys } from './persistence/person-keys';
import { RecordedEntries } from './persistence/recorded-entries';
import { RetiredMonthTable } from './persistence/retired-month-table';

@Module({
  controllers: [AuditController],
  providers: [
    {
      provide: AnchorFile,
      inject: [Configuration],
      useFactory: ({ auditAnchorFile }: Configuration) => new AnchorFile(auditAnchorFile),
    },
    AuditEntries,
    ChainLinks,
    ErasePerson,
    ListAuditEntries,
    PersonKeys,
    ReadAuditEntry,
    RecordEveryEvent,
    RecordedEntries,
    RememberRetiredMonths,
    RetiredMonthTable,
    SealChain,
    SealChainJob,
    VerifyChain,
  ],
})
export class AuditModule {}
