import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration';
import { rideCode } from '../domain/start-code';

/** Derives start codes under a key of their own, so that the secret's other uses tell nothing of them. */
@Injectable()
export class StartCodes {
  private readonly key: KeyObject;

  constructor({ otpSecret }: Configuration) {
    this.key = createSecretKey(Buffer.from(hkdfSync('sha256', otpSecret, '', 'cabstand ride start codes', 32)));
  }

  of(rideId: string): string {
    return rideCode(this.key, rideId);
  }
}
