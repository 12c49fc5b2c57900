import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type ChainReport, checkChain } from '../domain/chain';
import { AnchorFile } from '../persistence/anchor-file';
import { type Read, storedLinks, unsealedTail, type UnsealedTail } from '../persistence/chain-links';
import { retiredMonths } from '../persistence/retired-month-table';

export interface Verification extends ChainReport {
  /** Recorded and not sealed yet: nothing vouches for these. */
  readonly unsealed: Pick<UnsealedTail, 'count' | 'oldestRecordedAt'>;
}

/** Recomputes the whole chain, and compares it with the anchors. */
@Injectable()
export class VerifyChain {
  private underWay: Promise<Verification> | null = null;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly anchors: AnchorFile,
  ) {}

  /**
   * Reads every entry there is, in many short transactions; who asks meanwhile gets the same answer.
   * @throws DomainError `outside_scope`
   */
  async execute(principal: Pick<Principal, 'fleetIds' | 'hubIds'>): Promise<Verification> {
    assertWholeOrganization(principal);
    return this.verify();
  }

  private verify(): Promise<Verification> {
    this.underWay ??= verifyChain(this.read, this.anchors).finally(() => (this.underWay = null));
    return this.underWay;
  }

  private readonly read: Read = (statement, values) =>
    this.unitOfWork.run(() => this.unitOfWork.rows(statement, values), { as: 'worker', organizationId: null });
}

/** As `VerifyChain`, over any connection that sees every entry. */
export async function verifyChain(read: Read, anchors: AnchorFile): Promise<Verification> {
  const report = await checkChain(storedLinks(read), anchors.read(), new Date(), await retiredMonths(read));
  const { behindHead, ...unsealed } = await unsealedTail(read);
  if (report.violation || !behindHead) return { ...report, unsealed };
  const why = `Entry ${behindHead} is not sealed but stands before entries that are: it was put in later, or its link was removed.`;
  return {
    ...report,
    unsealed,
    violation: { kind: 'entry_unsealed_behind_the_head', number: null, entryId: behindHead, why },
  };
}
