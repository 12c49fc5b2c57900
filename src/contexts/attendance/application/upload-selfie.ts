import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { inspectImage } from '../../../platform/object-store/image';
import { objectKey, ObjectStore } from '../../../platform/object-store/object-store';
import { putThen } from '../../../platform/object-store/put-then';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertRoomForSelfie } from '../domain/attendance-errors';
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

  /** @throws DomainError those of `inspectImage`; `not_a_driver`, `too_many_unused_selfies` */
  async execute(command: UploadSelfieCommand, principal: Principal): Promise<Selfie> {
    const { driverId, organizationId } = callingDriver(principal);
    const { bytes, contentType } = inspectImage(command.bytes, command.contentType);
    // Looked at before anything is stored, and under the lock again, where several come at once.
    await this.unitOfWork.run(() => this.assertRoom(driverId));
    const id = uuidv7();
    const key = objectKey('selfies', organizationId, id, contentType);
    const selfie = Selfie.upload(
      { id, organizationId, driverId, objectKey: key, contentType, bytes: bytes.byteLength },
      this.clock.now(),
    );
    const add = async (): Promise<void> => {
      await this.assertRoom(driverId);
      await this.selfies.add(selfie);
    };
    // Stored before the transaction, in which only the database is awaited.
    const locks = [lock('driver', driverId)];
    await putThen(this.objects, { key, bytes, contentType }, () => this.unitOfWork.run(add, { locks }));
    return selfie;
  }

  private async assertRoom(driverId: string): Promise<void> {
    assertRoomForSelfie(await this.selfies.countUnused(driverId, this.clock.now()));
  }
}
