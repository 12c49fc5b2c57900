import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

export type DescribedThing = 'fleet' | 'driver' | 'vehicle';

export interface Undescribed {
  readonly thing: DescribedThing;
  readonly id: string;
  readonly organizationId: string;
}

const THINGS: readonly DescribedThing[] = ['fleet', 'driver', 'vehicle'];

const NEXT: Statement = {
  name: 'fleet.undescribed.next',
  text: `SELECT place, id, organization_id AS "organizationId" FROM fleet.undescribed ORDER BY place, id LIMIT $1`,
};
const TAKE: Statement = {
  name: 'fleet.undescribed.take',
  text: 'DELETE FROM fleet.undescribed WHERE place = $1 AND id = $2',
};

/** What was there before an upgrade and has not been described since. */
@Injectable()
export class UndescribedThings {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Fleets first: who hears of a driver knows his fleet. */
  async next(most: number): Promise<Undescribed[]> {
    const rows = await this.unitOfWork.rows<{ place: number; id: string; organizationId: string }>(NEXT, [most]);
    return rows.map(({ place, id, organizationId }) => ({ thing: THINGS[place - 1]!, id, organizationId }));
  }

  /** @returns whether it was still to be described */
  async take({ thing, id }: Undescribed): Promise<boolean> {
    return (await this.unitOfWork.query(TAKE, [THINGS.indexOf(thing) + 1, id])).rowCount === 1;
  }
}
