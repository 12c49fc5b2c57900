import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Public } from '../auth/access.decorators';
import { DomainError } from '../errors/domain-error';
import { ForMonitoring } from './route-limits';
import { Shutdown } from './shutdown';

const PING_MILLISECONDS = 1_000;

@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: DataSource,
    private readonly shutdown: Shutdown,
  ) {}

  /** The process runs and answers. */
  @Get('live')
  @ForMonitoring()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Requests may be sent here: the database answers through the pool that requests use, and the process is not leaving. */
  @Get('ready')
  @ForMonitoring()
  async ready(): Promise<{ status: 'ok' }> {
    if (this.shutdown.begun) throw new DomainError('unavailable', 'shutting_down', 'This process is shutting down.');
    try {
      await within(PING_MILLISECONDS, this.database.query('SELECT 1'));
    } catch {
      // Whatever keeps so small a query from its answer: requests would fare no better.
      throw new DomainError('unavailable', 'database_unavailable', 'The database does not answer.');
    }
    return { status: 'ok' };
  }
}

/** The work itself is not stopped: it ends with the time limit of every statement (`ormconfig.ts`), and what it says then is of no interest. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The database does not answer in time.')), milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
