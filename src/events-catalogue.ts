import 'reflect-metadata';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { AppModule } from './app.module';
import { contexts } from './contexts';
import { readConfiguration } from './platform/config/read-configuration';
import { DomainEvent, type EventClass } from './platform/events/domain-event';
import { eventCatalogue } from './platform/events/event-catalogue';
import { eventDiagrams, withGenerated } from './platform/events/event-diagrams';
import type { ListenerClass } from './platform/events/event-edges';

const CATALOGUE = 'docs/events.md';
const ARCHITECTURE = 'docs/architecture.md';
const load = createRequire(__filename);

/** The page as the code stands: read from the modules and the contracts, with nothing started and no database. */
export async function currentCatalogue(): Promise<string> {
  return eventCatalogue(declaredEvents(), await providedListeners());
}

/** What stands between the markers of docs/architecture.md. */
export async function currentDiagrams(): Promise<string> {
  return eventDiagrams(contexts.map(nameOf), declaredEvents(), await providedListeners());
}

async function providedListeners(): Promise<ListenerClass[]> {
  const nowhere = 'postgres://nowhere';
  const logins = { ownerUrl: nowhere, runtimeUrl: nowhere, workerUrl: nowhere };
  const listeners = new Map<Type, ListenerClass>();
  await gather(AppModule.forRoot(readConfiguration({}), logins), new Set(), listeners);
  return [...listeners.values()];
}

type Module = Type | DynamicModule | Promise<DynamicModule> | { forwardRef: () => Module };

/** The classes that a module and what it imports provide: a listener that no module provides is heard by nobody. */
async function gather(given: Module, seen: Set<unknown>, found: Map<Type, ListenerClass>): Promise<void> {
  const module = await given;
  if (seen.has(module)) return;
  seen.add(module);
  if ('forwardRef' in module) return gather(module.forwardRef(), seen, found);
  const type = 'module' in module ? module.module : module;
  const dynamic = 'module' in module ? module : { providers: [], imports: [] };
  const declared = (what: string): unknown[] => (Reflect.getMetadata(what, type) ?? []) as unknown[];
  const owner = nameOf(type);
  for (const provider of [...declared('providers'), ...(dynamic.providers ?? [])] as Provider[]) {
    const provided = typeof provider === 'function' ? provider : 'useClass' in provider ? provider.useClass : null;
    if (provided) found.set(provided, { owner, type: provided });
  }
  for (const imported of [...declared('imports'), ...(dynamic.imports ?? [])] as Module[]) {
    await gather(imported, seen, found);
  }
}

/** As its events' types begin, and its schema is called. */
function nameOf(module: Type): string {
  return module.name.replace(/Module$/, '').toLowerCase();
}

/** Every event class of the files named `…-events`: those of the contracts, and the platform's own. */
function declaredEvents(): EventClass[] {
  return readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(`-events${extname(__filename)}`))
    .flatMap((file) => Object.values(load(join(__dirname, file)) as Record<string, unknown>))
    .filter(
      (exported): exported is EventClass => typeof exported === 'function' && exported.prototype instanceof DomainEvent,
    );
}

async function main(): Promise<void> {
  writeFileSync(CATALOGUE, await currentCatalogue());
  writeFileSync(ARCHITECTURE, withGenerated(readFileSync(ARCHITECTURE, 'utf8'), await currentDiagrams()));
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
}
