import type { Type } from '@nestjs/common';
import type { EventClass } from './domain-event';
import { EVERY_EVENT, LISTENERS, type ListenerDeclaration } from './listener.decorators';

/** A class with listeners, and the context or part of the platform whose module provides it. */
export interface ListenerClass {
  readonly owner: string;
  readonly type: Type;
}

export interface CataloguedListener {
  readonly owner: string;
  /** As the registry calls it. */
  readonly name: string;
  readonly declaration: ListenerDeclaration;
}

/** What one context hears of another, on one side of the commit. */
export interface EventEdge {
  readonly from: string;
  readonly to: string;
  readonly side: ListenerDeclaration['side'];
  /** Of the events, sorted; at least one. */
  readonly types: readonly string[];
}

export function listenersOf({ owner, type }: ListenerClass): CataloguedListener[] {
  const declarations = (Reflect.getMetadata(LISTENERS, type.prototype as object) ?? []) as ListenerDeclaration[];
  return declarations.map((declaration) => ({ owner, name: `${type.name}.${declaration.method}`, declaration }));
}

/** Who hears of whom, by name; what a context hears of itself and what is heard of every event are no edges. */
export function edgesBetween(
  events: readonly EventClass[],
  listeners: readonly CataloguedListener[],
): readonly EventEdge[] {
  const edges = new Map<string, { from: string; to: string; side: EventEdge['side']; types: Set<string> }>();
  for (const { type } of events) {
    const from = contextOf(type);
    for (const { owner: to, declaration } of heard(type, listeners)) {
      if (to === from) continue;
      const { side } = declaration;
      const key = `${from} ${to} ${side}`;
      const edge = edges.get(key) ?? { from, to, side, types: new Set() };
      edges.set(key, edge);
      edge.types.add(type);
    }
  }
  return [...edges.values()]
    .map((edge) => ({ ...edge, types: [...edge.types].sort(byName) }))
    .sort((a, b) => byName(a.from, b.from) || byName(a.to, b.to) || byName(b.side, a.side));
}

/** In the order they run, as the registry sorts them. */
export function heard(type: string, listeners: readonly CataloguedListener[]): CataloguedListener[] {
  return listeners
    .filter(({ declaration: { subject } }) => subject !== EVERY_EVENT && subject.type === type)
    .sort((a, b) => orderOf(a) - orderOf(b) || a.name.localeCompare(b.name));
}

function orderOf({ declaration }: CataloguedListener): number {
  return declaration.side === 'in-transaction' ? declaration.order : 0;
}

export function contextOf(type: string): string {
  return type.slice(0, type.indexOf('.'));
}

export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
