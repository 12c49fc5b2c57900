import { ApiTags } from '@nestjs/swagger';

const described = new Map<string, string>();

/** What each group of operations is about, by its name. */
export const groupDescriptions: ReadonlyMap<string, string> = described;

/** Puts a controller's operations under one heading of the documentation. The last description given to a name stands. */
export function ApiGroup(name: string, description: string): ClassDecorator {
  described.set(name, description);
  return ApiTags(name);
}
