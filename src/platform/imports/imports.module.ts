import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AdvanceImport } from './advance-import';
import { ApplyAtomicImport } from './apply-atomic-import';
import { CancelImport } from './cancel-import';
import { ForgetImports } from './forget-imports.job';
import { ImportProgress } from './import-progress';
import { ImportRows } from './import-rows';
import { Importers } from './importers';
import { Imports } from './imports';
import { ImportsController } from './imports.controller';
import { RequestImport } from './request-import';
import { RunImports } from './run-imports.job';
import { ShowImports } from './show-imports';

/** Files of rows brought in through the importers that contexts provide. */
@Module({
  imports: [DiscoveryModule],
  controllers: [ImportsController],
  providers: [
    AdvanceImport,
    ApplyAtomicImport,
    CancelImport,
    ForgetImports,
    ImportProgress,
    ImportRows,
    Importers,
    Imports,
    RequestImport,
    RunImports,
    ShowImports,
  ],
})
export class ImportsModule {}
