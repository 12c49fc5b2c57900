import type { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { Session } from '../ledger';
import { Actor } from './actor';

const PAUSE_MS = 3_000;
const ROWS = { least: 5, most: 60 };
const HEADER = 'phone,name,hub,licence_number,licence_expires_on,payment_model';

/** A file that the service has taken. */
export interface TakenFile {
  readonly id: string;
  readonly phones: readonly string[];
}

/** Brings in drivers by files, by turns all at once and row by row. */
export class ImporterActor extends Actor {
  readonly taken: TakenFile[] = [];
  private rows = 0;

  constructor(
    private readonly caller: Caller,
    private readonly operator: Session,
    private readonly hubName: string,
    random: Random,
    private readonly mayAsk: () => boolean,
  ) {
    super(random, PAUSE_MS);
  }

  protected override async act(): Promise<void> {
    if (!this.mayAsk()) return;
    const mode = this.random.chance(0.5) ? 'atomic' : 'row_wise';
    const numbers = Array.from({ length: this.random.whole(ROWS.least, ROWS.most) }, () => this.rows++);
    const phones = numbers.map((number) => `+9196${10_000_000 + number}`);
    const lines = numbers.map((number, index) => {
      return `${phones[index]},Imported ${number},${this.hubName},DL02${2000 + (number % 20)}${1_000_001 + number},2034-03-31,SALARY`;
    });
    const path = `/v1/imports?kind=drivers&mode=${mode}`;
    const text = `${[HEADER, ...lines].join('\r\n')}\r\n`;
    const taken = await this.caller.write<{ id: string }>(this.operator, 'import drivers', path, text);
    if (taken && taken.status < 300) this.taken.push({ id: taken.body.id, phones });
  }
}
