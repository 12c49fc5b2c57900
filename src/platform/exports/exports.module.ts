import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ExportRows } from './export-rows';
import { ExportsController } from './exports.controller';

/** Rows taken out as files, through the exporters that contexts provide. */
@Module({ imports: [DiscoveryModule], controllers: [ExportsController], providers: [ExportRows] })
export class ExportsModule {}
