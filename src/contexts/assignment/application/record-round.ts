import { Injectable } from '@nestjs/common';
import type { RoundRecord } from '../domain/round-record';
import { SearchRounds } from '../persistence/search-rounds';

/** The flight recorder: writes a round down in the round's own transaction, so that neither exists without the other. */
@Injectable()
export class RecordRound {
  constructor(private readonly rounds: SearchRounds) {}

  async execute(record: RoundRecord): Promise<void> {
    await this.rounds.add(record);
  }
}
