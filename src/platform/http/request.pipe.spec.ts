import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  IsLatitude,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import fc from 'fast-check';
import { DomainError } from '../errors/domain-error';
import type { FieldProblem } from './problem-document';
import { RequestPipe } from './request.pipe';

class Point {
  @IsLatitude()
  latitude: number;

  @IsInt()
  @Min(-180)
  longitude: number;
}

class Base {
  @IsOptional()
  @IsUUID()
  id?: string;
}

class Sample extends Base {
  @IsString()
  @Length(2, 5)
  name: string;

  @ValidateNested()
  @Type(() => Point)
  point: Point;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => Point)
  stops?: Point[];

  @IsIn(['cash', 'upi'])
  mode: 'cash' | 'upi';

  @ValidateIf((sample: Sample) => sample.mode === 'upi')
  @IsString()
  @Matches(/@/)
  upiAddress?: string;

  @IsArray()
  @ArrayMinSize(1)
  @IsInt({ each: true })
  @Max(9, { each: true, message: '$property holds at most $constraint1' })
  seats: number[];

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsNotEmpty()
  @IsString()
  note?: string;
}

const pipe = new RequestPipe();
const read = <T>(type: new () => T, value: unknown, source: 'body' | 'query' = 'body') =>
  pipe.transform(value, { type: source, metatype: type }) as T;
const problemsOf = (
  type: new () => object,
  value: unknown,
  source: 'body' | 'query' = 'body',
): readonly FieldProblem[] => {
  try {
    read(type, value, source);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind: 'invalid', code: 'validation_failed' });
    return (error as DomainError).details.errors as FieldProblem[];
  }
};

/** What class-validator itself has to say, as paths. */
function pathsOf(errors: readonly ValidationError[], parent = ''): string[] {
  return errors.flatMap((error) => {
    const path = /^\d+$/.test(error.property)
      ? `${parent}[${error.property}]`
      : parent === ''
        ? error.property
        : `${parent}.${error.property}`;
    return error.constraints ? [path] : pathsOf(error.children ?? [], path);
  });
}

const GOOD = { name: 'Asha', point: { latitude: 28.5, longitude: 77 }, mode: 'cash', seats: [1, 2] };

describe('RequestPipe', () => {
  it('makes instances all the way down', () => {
    const sample = read(Sample, {
      ...GOOD,
      stops: [GOOD.point],
      note: ' gate 5 ',
      id: '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c',
    });
    expect(sample).toBeInstanceOf(Sample);
    expect(sample.point).toBeInstanceOf(Point);
    expect(sample.stops![0]).toBeInstanceOf(Point);
    expect(sample.note).toBe('gate 5');
  });

  it('spells every id alike, since locks and audiences compare their texts', () => {
    expect(read(Sample, { ...GOOD, id: '019A9D1B-5F00-7C3A-9B1E-2D3E4F5A6B7C' }).id).toBe(
      '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c',
    );
  });

  it('answers one problem a field, by the topmost rule that is broken', () => {
    const value = {
      name: 5,
      point: { latitude: 91, longitude: 77, height: 1 },
      mode: 'upi',
      seats: [1, 12],
      stops: 'none',
      extra: 1,
    };
    expect(problemsOf(Sample, value)).toEqual([
      { field: 'extra', code: 'unknown_field', message: 'There is no field extra here.' },
      { field: 'name', code: 'is_string', message: 'name must be a string.' },
      { field: 'point.height', code: 'unknown_field', message: 'There is no field height here.' },
      { field: 'point.latitude', code: 'is_latitude', message: 'latitude must be a latitude string or number.' },
      { field: 'stops', code: 'is_array', message: 'stops must be an array.' },
      { field: 'upiAddress', code: 'required', message: 'upiAddress is required.' },
      { field: 'seats', code: 'max', message: 'seats holds at most 9.' },
    ]);
  });

  it.each([null, [], 'text', 5, true])('refuses what is no object: %p', (value) => {
    expect(problemsOf(Sample, value).length).toBeGreaterThan(0);
  });

  it('is not fooled by names that every object has', () => {
    expect(problemsOf(Sample, JSON.parse('{"toString":1,"hasOwnProperty":2}')).map((problem) => problem.field)).toEqual(
      expect.arrayContaining(['toString', 'hasOwnProperty', 'name', 'point', 'mode', 'seats']),
    );
  });

  it('keeps a refusal small', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 1]));
    expect(problemsOf(Sample, many)).toHaveLength(200);
  });

  it('refuses and accepts what class-validator does', () => {
    const scalar = fc.oneof(
      fc.constantFrom('cash', 'upi', 'a@b', 'Asha', '', null, true),
      fc.integer({ min: -5, max: 200 }),
      fc.double(),
    );
    const point = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record(
          {
            latitude: fc.oneof(fc.constant(28.5), scalar),
            longitude: fc.oneof(fc.constant(77), scalar),
            height: scalar,
          },
          { requiredKeys: [] },
        ),
      },
      { weight: 1, arbitrary: fc.constantFrom('x', 7) },
    );
    const sample = fc.record(
      {
        id: fc.oneof(fc.uuid(), scalar),
        name: fc.oneof(fc.constant('Asha'), scalar),
        point,
        stops: fc.oneof(fc.array(point, { maxLength: 3 }), scalar),
        mode: fc.oneof(fc.constantFrom('cash', 'upi'), scalar),
        upiAddress: scalar,
        seats: fc.oneof(fc.array(fc.integer({ min: 0, max: 11 })), fc.array(scalar), scalar),
        note: fc.oneof(fc.constant('  '), scalar),
        extra: scalar,
      },
      { requiredKeys: ['name', 'point', 'mode', 'seats'] },
    );
    let refused = 0;
    fc.assert(
      fc.property(sample, (value) => {
        const theirs = pathsOf(
          validateSync(plainToInstance(Sample, structuredClone(value)), {
            whitelist: true,
            forbidNonWhitelisted: true,
          }),
        );
        const ours = problemsOf(Sample, structuredClone(value)).map((problem) => problem.field);
        // Theirs also look into a list that is already refused as a whole.
        const whole = (path: string) => ours.find((field) => path.startsWith(`${field}[`)) ?? path;
        refused += ours.length > 0 ? 1 : 0;
        expect([...new Set(ours)].sort()).toEqual([...new Set(theirs.map(whole))].sort());
      }),
      { numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

class Times {
  @IsDate()
  at: Date;
}

class Filter {
  @IsOptional()
  @IsInt()
  limit?: number;

  @IsOptional()
  @IsBoolean()
  open?: boolean;

  @IsOptional()
  @IsString({ each: true })
  @MaxLength(3, { each: true })
  tags?: string[];
}

describe('values that arrive as text', () => {
  it.each(['2026-11-21T04:30:00Z', '2026-11-21T10:00:00+05:30', '2026-11-21T04:30Z', '2024-02-29T00:00:00.123456Z'])(
    'reads the instant %s',
    (at) => {
      expect(read(Times, { at }).at).toEqual(new Date(at));
    },
  );

  it.each([
    '2026-11-21',
    '2026-11-21T04:30:00',
    '2026-02-30T04:30:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21T25:00:00Z',
    '1700000000',
    1_700_000_000,
    null,
    '',
    {},
  ])('refuses %p as an instant', (at) => {
    expect(problemsOf(Times, { at }).map((problem) => problem.field)).toEqual(['at']);
  });

  it('reads numbers, booleans and lists from a query only', () => {
    expect(read(Filter, { limit: '20', open: 'false', tags: 'abc' }, 'query')).toEqual({
      limit: 20,
      open: false,
      tags: ['abc'],
    });
    expect(problemsOf(Filter, { limit: '20', open: 'false' }).map((problem) => problem.field)).toEqual([
      'limit',
      'open',
    ]);
    expect(
      problemsOf(Filter, { limit: '', open: '1', tags: ['abc', 'abcd'] }, 'query').map((problem) => problem.field),
    ).toEqual(['limit', 'open', 'tags']);
    expect(problemsOf(Filter, { limit: 'Infinity' }, 'query').map((problem) => problem.field)).toEqual(['limit']);
  });

  it('checks the ids in a path', () => {
    expect(
      pipe.transform('019A9D1B-5F00-7C3A-9B1E-2D3E4F5A6B7C', { type: 'param', metatype: String, data: 'rideId' }),
    ).toBe('019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c');
    expect(() => pipe.transform('1 OR 1=1', { type: 'param', metatype: String, data: 'id' })).toThrow('Wrong: id.');
    expect(pipe.transform('open', { type: 'param', metatype: String, data: 'state' })).toBe('open');
  });
});
