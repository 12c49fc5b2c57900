import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import { ObjectStore, type StoredObject } from '../../../platform/object-store/object-store';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Attendances } from '../persistence/attendances';
import { Selfies } from '../persistence/selfies';

@Injectable()
export class ShowSelfie {
  constructor(
    private readonly objects: ObjectStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly selfies: Selfies,
  ) {}

  /** @throws DomainError not_found, also where the object store has lost the image (`selfie_image_not_found`) */
  async execute(attendanceId: string, principal: Principal): Promise<StoredObject> {
    const selfie = await this.unitOfWork.run(async () => {
      const { selfieId } = await this.attendances.getInScope(attendanceId, principal);
      return this.selfies.get(selfieId);
    });
    const image = await this.objects.get(selfie.objectKey);
    if (!image)
      throw new DomainError('not_found', 'selfie_image_not_found', 'The image of this selfie is not stored any more.');
    return image;
  }
}
