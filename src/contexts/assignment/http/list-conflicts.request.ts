import { IsIn } from 'class-validator';
import { PageRequest } from '../../../platform/http/page';

export class ListConflictsRequest extends PageRequest {
  /** LAPSED: nobody resolved it while its engagement, or its shift, lasted. */
  @IsIn(['OPEN', 'LAPSED', 'RESOLVED'])
  status: 'OPEN' | 'LAPSED' | 'RESOLVED' = 'OPEN';
}
