import { createHash, timingSafeEqual } from 'node:crypto';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Post,
  UseGuards,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsISO8601 } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators';
import { Configuration } from '../config/configuration';
import { DomainError } from '../errors/domain-error';
import { SimulatedTime } from './simulated-time';

class AdvanceRequest {
  @IsISO8601({ strict: true })
  to: string;
}

/** Only who started the simulation may move its time. */
@Injectable()
export class SimulationGuard implements CanActivate {
  constructor(private readonly configuration: Configuration) {}

  canActivate(context: ExecutionContext): boolean {
    const given = context.switchToHttp().getRequest<FastifyRequest>().headers.authorization ?? '';
    if (timingSafeEqual(digest(given), digest(`Bearer ${this.configuration.simulationToken}`))) return true;
    throw new DomainError(
      'unauthenticated',
      'simulation_token',
      'This needs the SIMULATION_TOKEN that the service was started with, as Bearer.',
    );
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The controls of simulated time. Exists only where CLOCK=stepped, which production refuses. */
@Controller('__sim/clock')
@ApiExcludeController()
@Public()
@UseGuards(SimulationGuard)
export class SimulationController {
  constructor(private readonly time: SimulatedTime) {}

  @Get()
  now(): { now: Date } {
    return { now: this.time.now };
  }

  @Post()
  @HttpCode(200)
  async advance(@Body() { to }: AdvanceRequest): Promise<{ now: Date }> {
    await this.time.advance(new Date(to));
    return { now: this.time.now };
  }
}
