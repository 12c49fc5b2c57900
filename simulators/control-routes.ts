import type { FastifyInstance } from 'fastify';

/** What is chosen for the next requests of a simulator, first in first out, and for all when those are used up. */
export interface ChosenOutcomes<O> {
  /** @throws Error with a sentence where one of them is impossible: then none is chosen */
  choose(next: readonly O[], always?: O): void;
  pending(): unknown;
}

export interface Control<O> {
  readonly outcomes: ChosenOutcomes<O>;
  readonly kinds: readonly string[];
  /** Further fields of an outcome, by JSON schema. */
  readonly fields: Readonly<Record<string, object>>;
  readonly reset: () => void | Promise<void>;
  readonly journal: () => object;
}

/** The same routes on every simulator: what it shall do next, what it was asked, and to forget both. */
export function addControlRoutes<O>(
  server: FastifyInstance,
  { outcomes, kinds, fields, reset, journal }: Control<O>,
): void {
  const outcome = {
    type: 'object',
    required: ['kind'],
    additionalProperties: false,
    properties: {
      kind: { type: 'string', enum: kinds },
      delayMs: { type: 'integer' },
      httpStatus: { type: 'integer' },
      ...fields,
    },
  };
  const body = {
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    properties: { next: { type: 'array', maxItems: 1_000, items: outcome }, always: outcome },
  };
  server.post<{ Body: { next?: O[]; always?: O } }>('/__sim/outcomes', { schema: { body } }, (request, reply) => {
    try {
      outcomes.choose(request.body.next ?? [], request.body.always);
    } catch (error) {
      return reply.code(400).send({ message: (error as Error).message });
    }
    return reply.send(outcomes.pending());
  });
  server.get('/__sim/outcomes', () => outcomes.pending());
  server.post('/__sim/reset', async (_request, reply) => {
    await reset();
    return reply.code(204).send();
  });
  server.get('/__sim/journal', () => journal());
}
