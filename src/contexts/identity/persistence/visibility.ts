import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

const SET: Statement = {
  name: 'identity.visibility.set',
  text: `SELECT current_setting($1, true) AS before, set_config($1, $2, true)`,
};

/** What row-level security lets this transaction see beyond the caller's organization. It ends with the transaction. */
@Injectable()
export class Visibility {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * While the work runs, this user's sessions are within reach in every organization, and his memberships and those
   * organizations can be read.
   */
  async ofUser<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const before = await this.set('cabstand.user_id', userId);
    const result = await work();
    await this.set('cabstand.user_id', before);
    return result;
  }

  /** While the work runs, the organization of this code can be read, by somebody who is nobody's member yet. */
  async ofCode<T>(code: string, work: () => Promise<T>): Promise<T> {
    await this.set('cabstand.organization_code', code);
    const result = await work();
    await this.set('cabstand.organization_code', '');
    return result;
  }

  /** Every organization, and the memberships of super admins. Only for use cases whose caller holds a platform permission. */
  async ofPlatform(): Promise<void> {
    await this.set('cabstand.platform', 'on');
  }

  private async set(setting: string, value: string): Promise<string> {
    const [row] = await this.unitOfWork.rows<{ before: string | null }>(SET, [setting, value]);
    return row?.before ?? '';
  }
}
