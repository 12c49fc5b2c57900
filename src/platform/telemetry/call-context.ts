import { AsyncLocalStorage } from 'node:async_hooks';

/** Who is asking for what is running now: written on events, audit rows and log lines. */
export interface CallContext {
  requestId: string;
  correlationId: string;
  causationId: string | null;
  address: string | null;
  actor: { type: 'user' | 'system' | 'anonymous'; id: string | null };
  organizationId: string | null;
}

const storage = new AsyncLocalStorage<CallContext>();

/** The context travels with the asynchronous work it started. The access guard fills in the actor once it knows him. */
export const callContext = {
  run<T>(context: CallContext, fn: () => T): T {
    return storage.run(context, fn);
  },
  get(): CallContext | undefined {
    return storage.getStore();
  },
};
