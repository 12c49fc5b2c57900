import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PROJECT, readSources, type SourceTree, withTree } from './source-tree';

interface Cruise {
  readonly modules: number;
  /** `rule: from -> to`, sorted. */
  readonly violations: string[];
}

const CONFIGURATION = join(PROJECT, '.dependency-cruiser.cjs');
const FOLDERS = [
  ...['src', 'migrations', 'client', 'simulators'],
  ...['demo', 'bench', 'contend', 'replay', 'load', 'cluster', 'faults'],
];

async function cruise(directory: string): Promise<Cruise> {
  const cruiser = spawn(
    process.execPath,
    [
      join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', CONFIGURATION, '--output-type', 'json'],
      ...FOLDERS.filter((folder) => existsSync(join(directory, folder))),
    ],
    { cwd: directory },
  );
  const [stdout, stderr] = await Promise.all([text(cruiser.stdout), text(cruiser.stderr)]);
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort(),
  };
}

/** One violation of each rule, or more where a rule has more than one way to be broken. */
const PLANTED: SourceTree = {
  'src/contexts/fleet/contracts/fleet-events.ts': `export interface FleetCreated { fleetId: string }`,
  'src/contexts/fleet/domain/fleet.ts': `export class Fleet {}`,
  'src/contexts/fleet/persistence/fleets.ts': `export class Fleets {}`,
  'src/contexts/fleet/fleet.module.ts': `export class FleetModule {}`,
  'src/contexts.ts': `import { FleetModule } from './contexts/fleet/fleet.module'; export const contexts = [FleetModule];`,
  'src/kernel/money.ts': `export type Paise = number;`,
  'src/platform/errors/domain-error.ts': `export class DomainError {}`,
  'src/platform/events/domain-event.ts': `export class DomainEvent {}`,
  'src/platform/events/event-registry.ts': `export class EventRegistry {}`,
  'src/platform/http/page.ts': `export class Page {}`,
  'src/platform/transaction/unit-of-work.ts': `export class UnitOfWork {}`,

  'src/contexts/ride/application/book-ride.ts': `
    import type { Fleet } from '../../fleet/domain/fleet';
    export class BookRide { fleet?: Fleet }`,
  'src/contexts/ride/ride.module.ts': `
    import { FleetModule } from '../fleet/fleet.module';
    export const imports = [FleetModule];`,
  'src/contexts/ride/contracts/ride-events.ts': `
    import { EventRegistry } from '../../../platform/events/event-registry';
    import type { Ride } from '../domain/ride';
    import type { FleetCreated } from '../../fleet/contracts/fleet-events';
    import { IsString } from 'class-validator';
    export const all = [EventRegistry, IsString]; export type Facts = [Ride, FleetCreated];`,
  'src/platform/outbox/outbox-worker.ts': `
    import type { FleetCreated } from '../../contexts/fleet/contracts/fleet-events';
    export type Work = FleetCreated;`,
  'src/platform/platform.module.ts': `import { contexts } from '../contexts'; export const all = contexts;`,
  'src/kernel/fare.ts': `
    import { Fleet } from '../contexts/fleet/domain/fleet';
    import { Injectable } from '@nestjs/common';
    export const all = [Fleet, Injectable];`,
  'src/contexts/ride/domain/ride.ts': `
    import { Injectable } from '@nestjs/common';
    import { Page } from '../../../platform/http/page';
    import { request } from 'node:https';
    import { Rides } from '../persistence/rides';
    import { Pool } from 'pg';
    import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
    import { CancelRide } from '../application/cancel-ride';
    export class Ride {} export const all = [Injectable, Page, request, Rides, Pool, UnitOfWork, CancelRide];`,
  'src/contexts/ride/application/cancel-ride.ts': `export class CancelRide {}`,
  'src/contexts/ride/persistence/rides.ts': `export class Rides {}`,
  'src/contexts/ride/http/rides.controller.ts': `
    import { Rides } from '../persistence/rides';
    import { DataSource } from 'typeorm';
    import type { UnitOfWork } from '../../../platform/transaction/unit-of-work';
    export const all = [Rides, DataSource]; export type Unit = UnitOfWork;`,
  'src/contexts/payment/domain/ledger.ts': `import type { Entry } from './entry'; export interface Ledger { entries: Entry[] }`,
  'src/contexts/payment/domain/entry.ts': `import type { Ledger } from './ledger'; export interface Entry { ledger: Ledger }`,
  'src/contexts/payment/http/payments.controller.ts': `import { fixture } from '../../../../test/fixture'; export const all = fixture;`,
  'test/fixture.ts': `export const fixture = 1;`,
};

const CAUGHT = [
  'context-reaches-only-contracts: src/contexts/ride/application/book-ride.ts -> src/contexts/fleet/domain/fleet.ts',
  'context-reaches-only-contracts: src/contexts/ride/ride.module.ts -> src/contexts/fleet/fleet.module.ts',
  'contracts-are-plain: src/contexts/ride/contracts/ride-events.ts -> class-validator',
  'contracts-are-plain: src/contexts/ride/contracts/ride-events.ts -> src/contexts/fleet/contracts/fleet-events.ts',
  'contracts-are-plain: src/contexts/ride/contracts/ride-events.ts -> src/contexts/ride/domain/ride.ts',
  'contracts-are-plain: src/contexts/ride/contracts/ride-events.ts -> src/platform/events/event-registry.ts',
  'domain-imports-no-application: src/contexts/ride/domain/ride.ts -> src/contexts/ride/application/cancel-ride.ts',
  'domain-imports-no-http: src/contexts/ride/domain/ride.ts -> https',
  'domain-imports-no-http: src/contexts/ride/domain/ride.ts -> src/platform/http/page.ts',
  'domain-imports-no-nest: src/contexts/ride/domain/ride.ts -> @nestjs/common',
  'domain-imports-no-persistence: src/contexts/ride/domain/ride.ts -> pg',
  'domain-imports-no-persistence: src/contexts/ride/domain/ride.ts -> src/contexts/ride/persistence/rides.ts',
  'domain-imports-no-persistence: src/contexts/ride/domain/ride.ts -> src/platform/transaction/unit-of-work.ts',
  'http-imports-no-persistence: src/contexts/ride/http/rides.controller.ts -> src/contexts/ride/persistence/rides.ts',
  'http-imports-no-persistence: src/contexts/ride/http/rides.controller.ts -> src/platform/transaction/unit-of-work.ts',
  'http-imports-no-persistence: src/contexts/ride/http/rides.controller.ts -> typeorm',
  'kernel-is-pure: src/kernel/fare.ts -> @nestjs/common',
  'kernel-is-pure: src/kernel/fare.ts -> src/contexts/fleet/domain/fleet.ts',
  'no-cycles: src/contexts/payment/domain/entry.ts -> src/contexts/payment/domain/ledger.ts',
  'platform-and-kernel-know-no-context: src/kernel/fare.ts -> src/contexts/fleet/domain/fleet.ts',
  'platform-and-kernel-know-no-context: src/platform/outbox/outbox-worker.ts -> src/contexts/fleet/contracts/fleet-events.ts',
  'platform-and-kernel-know-no-context: src/platform/platform.module.ts -> src/contexts.ts',
  'sources-import-no-tests: src/contexts/payment/http/payments.controller.ts -> test/fixture.ts',
];

/** What the rules must let through. */
const INNOCENT: SourceTree = {
  'src/kernel/money.ts': `
    import { DomainError } from '../platform/errors/domain-error';
    export type Paise = number; export const all = DomainError;`,
  'src/platform/errors/domain-error.ts': `export class DomainError {}`,
  'src/platform/events/domain-event.ts': `export class DomainEvent {}`,
  'src/platform/events/aggregate.ts': `import { VersionColumn } from 'typeorm'; export const all = VersionColumn;`,
  'src/platform/transaction/unit-of-work.ts': `import { Injectable } from '@nestjs/common'; export const all = Injectable;`,
  'src/contexts/fleet/contracts/fleet-events.ts': `
    import { DomainEvent } from '../../../platform/events/domain-event';
    import type { Paise } from '../../../kernel/money';
    export class FleetCreated extends DomainEvent { deposit?: Paise }`,
  'src/contexts/ride/domain/ride.ts': `
    import { Column, Entity } from 'typeorm';
    import { createHmac } from 'node:crypto';
    import { aggregate } from '../../../platform/events/aggregate';
    import { DomainError } from '../../../platform/errors/domain-error';
    import type { Paise } from '../../../kernel/money';
    export class Ride { fare?: Paise } export const all = [Column, Entity, createHmac, aggregate, DomainError];`,
  'src/contexts/ride/persistence/rides.ts': `
    import { Ride } from '../domain/ride';
    import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
    export const all = [Ride, UnitOfWork];`,
  'src/contexts/ride/application/remember-fleet.listener.ts': `
    import { FleetCreated } from '../../fleet/contracts/fleet-events';
    import { Rides } from '../persistence/rides';
    export const all = [FleetCreated, Rides]; export class RememberFleet {}`,
  'src/contexts/ride/http/rides.controller.ts': `
    import { RememberFleet } from '../application/remember-fleet.listener';
    import { Controller } from '@nestjs/common';
    export const all = [RememberFleet, Controller];`,
};

describe('import rules', () => {
  jest.setTimeout(120_000);

  it('hold', async () => {
    const { modules, violations } = await cruise(PROJECT);
    expect(violations).toEqual([]);
    // A compiler that dependency-cruiser does not know makes it see nothing, and find nothing wrong.
    expect(modules).toBeGreaterThanOrEqual(Object.keys(readSources('src')).length);
  });

  it('are each seen to fail', async () => {
    expect((await withTree(PLANTED, cruise)).violations).toEqual(CAUGHT);
    const rules = jest.requireActual<{ forbidden: { name: string }[] }>(CONFIGURATION).forbidden;
    expect([...new Set(CAUGHT.map((violation) => violation.split(':')[0]))].sort()).toEqual(
      rules.map(({ name }) => name).sort(),
    );
  });

  it('let through what they should', async () => {
    expect(await withTree(INNOCENT, cruise)).toEqual({ modules: expect.any(Number), violations: [] });
  });
});
