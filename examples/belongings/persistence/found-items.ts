import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../src/platform/database/aggregate-store';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { FoundItem } from '../domain/found-item';

@Injectable()
export class FoundItems extends AggregateStore<FoundItem> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, FoundItem, 'found item');
  }
}
