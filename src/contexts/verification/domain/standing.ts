import { isDeepStrictEqual } from 'node:util';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Aggregate } from '../../../platform/events/aggregate';
import { DocumentStandingChanged } from '../contracts/verification-events';
import type { Judgement } from './judge-standing';

/** Of whom documents gate duty. */
export type WorkingSubject = 'driver' | 'vehicle';
export const WORKING_SUBJECTS: readonly WorkingSubject[] = ['driver', 'vehicle'];

/** Whether a driver or a vehicle may work, as far as documents go: what was judged last, for the lists and to see what changes. */
@Entity({ schema: 'verification', name: 'standings' })
export class Standing extends Aggregate implements Judgement {
  /** The driver's or the vehicle's. */
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('text', { name: 'subject_type' }) subjectType: WorkingSubject;
  @Column('boolean', { name: 'is_usable' }) isUsable: boolean;
  @Column('timestamptz', { name: 'usable_until', nullable: true }) usableUntil: Date | null;
  @Column('jsonb') lapses: Judgement['lapses'];
  @Column('jsonb') problems: Judgement['problems'];
  @Column('timestamptz', { name: 'changed_at' }) changedAt: Date;

  static begin(
    id: string,
    organizationId: string,
    subjectType: WorkingSubject,
    judgement: Judgement,
    at: Date,
  ): Standing {
    const standing = Object.assign(new Standing(), { id, organizationId, subjectType });
    standing.become(judgement, at);
    return standing;
  }

  /** Nothing happens where nothing changed. */
  judge(judgement: Judgement, at: Date): void {
    const { isUsable, usableUntil, lapses, problems } = this;
    if (!isDeepStrictEqual({ isUsable, usableUntil, lapses, problems }, judgement)) this.become(judgement, at);
  }

  private become(judgement: Judgement, at: Date): void {
    Object.assign(this, judgement, { changedAt: at });
    const { id: subjectId, subjectType, isUsable, usableUntil, lapses, problems } = this;
    const until = usableUntil?.toISOString() ?? null;
    this.record(
      new DocumentStandingChanged(
        subjectId,
        { subjectType, subjectId, isUsable, usableUntil: until, lapses: [...lapses], problems: [...problems] },
        at,
      ),
    );
  }
}

/** With whose it is. */
export interface ListedStanding {
  readonly standing: Standing;
  /** A driver's, or a vehicle's plate; null where it is not known. */
  readonly name: string | null;
  readonly fleetId: string | null;
  readonly hubId: string | null;
}
