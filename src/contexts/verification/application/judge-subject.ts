import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { judgeStanding } from '../domain/judge-standing';
import { Standing, type WorkingSubject } from '../domain/standing';
import { wantedOf } from '../domain/wanted-documents';
import { DocumentSets } from '../persistence/document-sets';
import { Documents } from '../persistence/documents';
import { Standings } from '../persistence/standings';
import { SubjectDirectory } from '../projections/subject-directory';

/**
 * Judges a driver or a vehicle by what is wanted and what is there, in the transaction that changed either, and tells where the
 * judgement differs from the last. The publisher holds the subject's lock, or has just made it.
 */
@Injectable()
export class JudgeSubject {
  constructor(
    private readonly clock: Clock,
    private readonly sets: DocumentSets,
    private readonly documents: Documents,
    private readonly standings: Standings,
    private readonly subjects: SubjectDirectory,
  ) {}

  async execute(type: WorkingSubject, id: string, organizationId: string): Promise<void> {
    const subject = await this.subjects.find(type, id, organizationId);
    if (!subject) return;
    const wanted = wantedOf(subject, await this.sets.hold(organizationId));
    const documents = await this.documents.atHand(type, id, organizationId);
    const now = this.clock.now();
    const judgement = judgeStanding(wanted, documents, now);
    const standing = await this.standings.find(id);
    if (standing) await this.standings.change(standing, () => standing.judge(judgement, now));
    else await this.standings.add(Standing.begin(id, organizationId, type, judgement, now));
  }
}
