import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { GENESIS, linkHash } from '../domain/chain';
import { AnchorFile } from '../persistence/anchor-file';
import { type ChainHead, ChainLinks, type UnsealedEntry } from '../persistence/chain-links';

const BATCH = 1000;
const WORKER = { as: 'worker', organizationId: null } as const;

/**
 * Numbers the entries that all can see, hashes each onto the one before, and writes the head of each batch down outside the
 * database. Two at once do no harm: both would write the same links, and the second is refused; their anchors may stand in
 * another order than their numbers, and are read in order all the same.
 */
@Injectable()
export class SealChain {
  private readonly log = new Logger(SealChain.name);
  private ready = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly chain: ChainLinks,
    private readonly anchors: AnchorFile,
  ) {}

  /** Seals all there is to seal, batch by batch, unless it is told to stop. */
  async execute(stop?: AbortSignal): Promise<void> {
    if (!this.ready) await this.prepare();
    for (let sealed = BATCH; sealed === BATCH && !stop?.aborted;) sealed = await this.sealBatch();
  }

  /** Catches up on the anchor that a crash between commit and anchoring has left out. */
  private async prepare(): Promise<void> {
    const head = await this.unitOfWork.run(() => this.chain.head(), WORKER);
    const begun = await this.anchors.create(head);
    if (begun && head) {
      this.log.warn(
        `Began ${this.anchors.path} behind ${head.number} sealed entries: were earlier anchors taken away?`,
      );
    }
    if (head) await this.anchors.append(head);
    this.ready = true;
  }

  private async sealBatch(): Promise<number> {
    const links = await this.unitOfWork.run(async () => {
      const head = await this.chain.head();
      const added = linksAfter(head, await this.chain.sealable(head, BATCH));
      if (added.length > 0) await this.chain.add(added);
      return added;
    }, WORKER);
    const head = links.at(-1);
    if (head) await this.anchor(head);
    return links.length;
  }

  private async anchor(head: ChainHead): Promise<void> {
    try {
      await this.anchors.append(head);
    } catch (error) {
      // Also where the file was taken away: the next turn begins it again, and says so.
      this.ready = false;
      throw error;
    }
  }
}

function linksAfter(head: ChainHead | null, entries: readonly UnsealedEntry[]): ChainHead[] {
  let number = head?.number ?? 0;
  let hash = head?.hash ?? GENESIS;
  return entries.map(({ id, transactionId, canonical }) => {
    number++;
    hash = linkHash(hash, number, canonical);
    return { number, entryId: id, transactionId, hash };
  });
}
