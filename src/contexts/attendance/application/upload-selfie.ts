import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { inspectImage } from '../../../platform/object-store/image';
import { objectKey, ObjectStore } from '../../../platform/object-store/object-store';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Selfie } from '../domain/selfie';
import { Selfies } from '../persistence/selfies';
import { callingDriver } from './calling-driver';

export interface UploadSelfieCommand {
  readonly bytes: Uint8Array;
  /** As the sender declares it; the content must agree. */
  readonly contentType: string;
}

@Injectable()
export class UploadSelfie {
  constructor(
    private readonly objects: ObjectStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly selfies: Selfies,
    private readonly clock: Clock,
  ) {}

  async execute(command: UploadSelfieCommand, principal: Principal): Promise<Selfie> {
    const { driverId, organizationId } = callingDriver(principal);
    const { bytes, contentType } = inspectImage(command.bytes, command.contentType);
    const id = uuidv7();
    const key = objectKey('selfies', organizationId, id, contentType);
    // Before the transaction, in which only the database is awaited. A file that no row points at does no harm.
    await this.objects.put(key, bytes, contentType);
    const selfie = Selfie.upload(
      { id, organizationId, driverId, objectKey: key, contentType, bytes: bytes.byteLength },
      this.clock.now(),
    );
    await this.unitOfWork.run(() => this.selfies.add(selfie));
    return selfie;
  }
}
