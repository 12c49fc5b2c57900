import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Whether the process is on its way out: then it is not ready, and takes no new request. */
@Injectable()
export class Shutdown {
  private hasBegun = false;

  get begun(): boolean {
    return this.hasBegun;
  }

  begin(): void {
    this.hasBegun = true;
  }
}

/**
 * Takes no new requests, lets those under way finish, then closes everything that Nest closes (workers, pools).
 * @param seconds after which connections that are still busy are cut. The modules' own closing is not cut short.
 */
export async function closeGracefully(app: NestFastifyApplication, seconds: number): Promise<void> {
  app.get(Shutdown).begin();
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), seconds * 1000);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
