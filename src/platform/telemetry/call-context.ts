import { AsyncLocalStorage } from 'node:async_hooks';

export interface Actor {
  readonly type: 'user' | 'system' | 'anonymous';
  /** The user's id, or the name of the job or listener that acts. */
  readonly id: string | null;
}

/** What every log line, event and audit row of one call shares. The access guard fills in actor and organization. */
export interface CallContext {
  requestId: string;
  correlationId: string;
  causationId: string | null;
  address: string | null;
  actor: Actor;
  organizationId: string | null;
}

const storage = new AsyncLocalStorage<CallContext>();

export const callContext = {
  run<T>(context: CallContext, work: () => T): T {
    return storage.run(context, work);
  },
  /** For hooks that cannot wrap what follows, such as Fastify's `onRequest`. */
  enter(context: CallContext): void {
    storage.enterWith(context);
  },
  get(): CallContext | undefined {
    return storage.getStore();
  },
};
