import { crowdedUseCases, nondescriptPlaces, openModules, persistenceInDomain } from './context-code';
import { readSources } from './source-tree';

const sources = readSources('src');

describe('domain', () => {
  it('takes only the decorators of its aggregates from TypeORM', () => {
    expect(persistenceInDomain(sources)).toEqual([]);
  });

  it('is caught asking the database', () => {
    const path = 'src/contexts/ride/domain/ride.ts';
    expect(
      persistenceInDomain({
        [path]: `import { Column, Entity, VersionColumn, DataSource, type EntityManager as Manager } from 'typeorm';`,
        'src/contexts/ride/domain/trip.ts': `import * as orm from 'typeorm';`,
        'src/contexts/ride/domain/fare.ts': `import { Repository } from 'typeorm/repository/Repository';`,
      }),
    ).toEqual([
      `${path} uses DataSource of TypeORM`,
      `${path} uses EntityManager of TypeORM`,
      'src/contexts/ride/domain/trip.ts uses * of TypeORM',
      'src/contexts/ride/domain/fare.ts uses Repository of TypeORM',
    ]);
  });
});

describe('context modules', () => {
  it('import only platform modules and export nothing', () => {
    expect(openModules(sources)).toEqual([]);
  });

  it('are caught doing otherwise', () => {
    const path = 'src/contexts/ride/ride.module.ts';
    expect(
      openModules({
        [path]: `
          import { Global, Module } from '@nestjs/common';
          import { TypeOrmModule } from '@nestjs/typeorm';
          import { FleetModule } from '../fleet/fleet.module';
          import { SmsModule } from '../../platform/sms/sms.module';
          @Global()
          @Module({
            imports: [SmsModule, SmsModule.forRoot({}), FleetModule, TypeOrmModule.forFeature([]), ...others],
            exports: [Rides],
          })
          export class RideModule {}`,
        'src/contexts/fleet/fleet.module.ts': `@Module({ imports: all, exports: [] }) export class FleetModule {}`,
      }),
    ).toEqual([
      `${path} is global`,
      `${path} imports FleetModule`,
      `${path} imports TypeOrmModule.forFeature([])`,
      `${path} imports ...others`,
      `${path} exports Rides`,
      'src/contexts/fleet/fleet.module.ts imports all',
    ]);
  });
});

describe('use cases', () => {
  it('stand one in a file', () => {
    expect(crowdedUseCases(sources)).toEqual([]);
  });

  it('are caught sharing one', () => {
    const path = 'src/contexts/ride/application/book-ride.ts';
    const both = 'export class BookRide { execute() {} } export class CancelRide { execute = async () => {} }';
    expect(crowdedUseCases({ [path]: both })).toEqual([`${path} has 2 use cases`]);
  });
});

describe('places', () => {
  it('are named after what is in them', () => {
    expect(nondescriptPlaces(Object.keys(sources))).toEqual([]);
  });

  it('are caught being named after nothing', () => {
    const places = ['src/contexts/ride/index.ts', 'src/utils/a.ts', 'src/platform/common/b.ts', 'src/helpers/c.ts'];
    expect(nondescriptPlaces([...places, 'src/kernel/money.ts', 'src/platform/http/reindex.ts'])).toEqual(places);
  });
});
