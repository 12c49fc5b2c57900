import { Body, Controller, Get, Global, Module, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsDate,
  IsIn,
  IsInt,
  IsLatitude,
  IsLongitude,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { DataSource } from 'typeorm';
import { Caller, Public, RequirePermission } from '../../../src/platform/auth/access.decorators';
import { OneUseTickets } from '../../../src/platform/auth/one-use-tickets';
import type { Principal } from '../../../src/platform/auth/principal';
import { PrincipalReader } from '../../../src/platform/auth/principal-reader';
import { DomainError, notFound } from '../../../src/platform/errors/domain-error';
import { IMAGE_TYPES } from '../../../src/platform/http/body-parsers';
import { HttpPlatformModule } from '../../../src/platform/http/http-platform.module';
import type { HttpSettings } from '../../../src/platform/http/http-settings';
import { RateLimit, TakesFiles } from '../../../src/platform/http/route-limits';
import { callContext } from '../../../src/platform/telemetry/call-context';
import { TelemetryModule } from '../../../src/platform/telemetry/telemetry.module';

export const SETTINGS: HttpSettings = {
  logLevel: 'info',
  jwtSecret: 'a secret of the tests that is long enough',
  accessTokenMinutes: 15,
  corsOrigins: ['https://ops.example'],
  rateLimitPerMinute: 1_000,
  bodyLimitBytes: 64 * 1024,
  trustProxy: false,
  metricsToken: null,
};

export class GeoPointRequest {
  @IsLatitude()
  latitude: number;

  @IsLongitude()
  longitude: number;
}

export class StopRequest {
  @ValidateNested()
  point: GeoPointRequest;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  note?: string;
}

export class OrderTripRequest {
  @IsString()
  @MaxLength(40)
  passenger: string;

  @ValidateNested()
  pickup: GeoPointRequest;

  @IsDate()
  pickupAt: Date;

  @IsInt()
  @Min(1)
  @Max(6)
  seats: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StopRequest)
  stops?: StopRequest[];
}

export class ListTripsRequest {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @IsOptional()
  @IsIn(['open', 'closed'], { each: true })
  status?: string[];
}

@ApiTags('trips')
@Controller('v1/trips')
export class TripsController {
  @Post()
  @RequirePermission('trip.order')
  order(@Body() body: OrderTripRequest, @Caller() caller: Principal) {
    return {
      pickupAt: body.pickupAt.toISOString(),
      isInstance: body.pickup instanceof GeoPointRequest,
      userId: caller.userId,
    };
  }

  @Get()
  @Public()
  list(@Query() query: ListTripsRequest) {
    return { query, context: callContext.get() };
  }

  @Get('throws/:what')
  @Public()
  throws(@Param('what') what: string): never {
    throw THROWN[what] as Error;
  }

  @Get('slow')
  @Public()
  async slow() {
    seen.slow++;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { context: callContext.get() };
  }

  @Get('stuck')
  @Public()
  stuck() {
    seen.stuck++;
    return new Promise(() => undefined);
  }

  @Get('guessed')
  @Public()
  @RateLimit({ requests: 2, perSeconds: 60 })
  guessed() {
    return {};
  }

  @Post('image')
  @Public()
  @TakesFiles(...IMAGE_TYPES)
  image(@Body() body: unknown) {
    return { bytes: Buffer.isBuffer(body) ? body.length : null };
  }

  @Get('by-id/:id')
  @RequirePermission('trip.order')
  show(@Param('id', ParseUUIDPipe) id: string) {
    throw notFound('trip', id);
  }

  @Get('forgotten')
  forgotten() {
    return { secret: true };
  }
}

export const THROWN: Readonly<Record<string, unknown>> = {
  rule: new DomainError('rule', 'too_early', 'It is too early.', {
    earliest: '2026-01-01T00:00:00.000Z',
    status: 'not mine to set',
  }),
  conflict: new DomainError('conflict', 'trip_taken', 'Somebody was first.'),
  mismatch: new DomainError('mismatch', 'key_reused', 'The key came with another body.'),
  throttled: new DomainError('throttled', 'cooling_down', 'Wait.', { retryAfterSeconds: 12.2 }),
  unknown: new Error('the password is hunter2'),
  refused: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
  shutdown: Object.assign(new Error('query failed'), {
    driverError: Object.assign(new Error('terminating'), { code: '57P01' }),
  }),
  terminated: new Error('Connection terminated unexpectedly'),
  nothing: undefined,
};

/** So that a test can wait until a request is under way. */
export const seen = { stuck: 0, slow: 0 };

export const principals = new Map<string, Principal>();

class FixturePrincipals extends PrincipalReader {
  override find(sessionId: string, organizationId: string | null): Promise<Principal | null> {
    const principal = principals.get(sessionId);
    return Promise.resolve(
      principal ? { ...principal, organizationId: organizationId ?? principal.organizationId } : null,
    );
  }

  override standing(sessionIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map(sessionIds.filter((id) => principals.has(id)).map((id) => [id, '1'])));
  }
}

export const database = { query: (): Promise<unknown> => Promise.resolve([]) };

@Global()
@Module({
  providers: [
    { provide: PrincipalReader, useClass: FixturePrincipals },
    { provide: DataSource, useValue: database },
    { provide: OneUseTickets, useValue: { redeem: () => Promise.resolve(null) } },
  ],
  exports: [PrincipalReader, DataSource, OneUseTickets],
})
class FixtureGroundModule {}

export function fixtureModule(settings: HttpSettings = SETTINGS) {
  @Module({
    imports: [FixtureGroundModule, TelemetryModule, HttpPlatformModule.forRoot(settings)],
    controllers: [TripsController],
  })
  class FixtureModule {}
  return FixtureModule;
}
