import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CityMatching } from '../../../kernel/city-terms';
import type { Polygon } from '../../../kernel/polygon';
import { Aggregate } from '../../../platform/events/aggregate';
import { CityConfigured } from '../contracts/ride-terms-events';
import { assertCity, type City, type OnDemandTerms, type RideWindows } from './city';

/** A city as an operator configured it. Rides booked before keep the windows they were booked under. */
@Entity({ schema: 'ride', name: 'cities' })
export class ConfiguredCity extends Aggregate implements City {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('int')
  version: number;

  @Column('text')
  code: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'time_zone' })
  timeZone: string;

  @Column('jsonb')
  origin: Polygon;

  @Column('int', { name: 'lead_days' })
  leadDays: number;

  @Column('jsonb')
  windows: RideWindows;

  @Column('jsonb', { name: 'on_demand' })
  onDemand: OnDemandTerms;

  @Column('int', { name: 'kilometres_per_hour', nullable: true })
  kilometresPerHour: number | null;

  @Column('jsonb')
  matching: CityMatching;

  /** @throws DomainError those of `assertCity`. */
  static first(id: string, organizationId: string, city: City, now: Date): ConfiguredCity {
    const configured = Object.assign(new ConfiguredCity(), { id, organizationId });
    configured.configure(city, now);
    return configured;
  }

  /** @throws DomainError those of `assertCity`. */
  configure(city: City, now: Date): void {
    assertCity(city);
    const { code, name, timeZone, origin, leadDays, windows, onDemand, kilometresPerHour, matching } = city;
    Object.assign(this, { code, name, timeZone, origin, leadDays, windows, onDemand, kilometresPerHour, matching });
    const terms = { kilometresPerHour, matching: { ...matching } };
    const rules = { leadDays, windows: { ...windows }, onDemand: { ...onDemand }, ...terms };
    const said = { cityId: this.id, code, name, timeZone, origin: [...origin], ...rules };
    this.record(new CityConfigured(this.id, said, now));
  }
}
