import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import type { DomainEvent } from '../../../platform/events/domain-event';
import { judgeStanding } from '../domain/judge-standing';
import { Standing, type WorkingSubject } from '../domain/standing';
import { wantedOf } from '../domain/wanted-documents';
import { DocumentSets } from '../persistence/document-sets';
import { Standings } from '../persistence/standings';
import { SubjectDirectory, type SubjectHome } from '../projections/subject-directory';

export interface Registered {
  readonly home: SubjectHome;
  readonly event: DomainEvent;
}

/** Whoever was just registered has no document yet: many at once cost as many statements as one. */
@Injectable()
export class BeginStandings {
  constructor(
    private readonly clock: Clock,
    private readonly sets: DocumentSets,
    private readonly standings: Standings,
    private readonly subjects: SubjectDirectory,
  ) {}

  /** @param registered all of one organization */
  async execute(type: WorkingSubject, registered: readonly Registered[], organizationId: string): Promise<void> {
    const homes = registered.map(({ home }) => home);
    await this.subjects.rememberWorking(type, homes, organizationId);
    const known = await this.subjects.findAll(
      type,
      homes.map(({ id }) => id),
      organizationId,
    );
    const asked = new Map(known.map((subject) => [subject.subjectId, subject]));
    const sets = await this.sets.hold(organizationId);
    const now = this.clock.now();
    const standings = homes.map(({ id }) => {
      const judgement = judgeStanding(wantedOf(asked.get(id)!, sets), [], now);
      return Standing.begin(id, organizationId, type, judgement, now);
    });
    await this.standings.addAll(
      standings,
      registered.map(({ event }) => event),
    );
  }
}
