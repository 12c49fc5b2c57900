/** Reads names from an environment, gathering a sentence for each wrong or missing one instead of stopping at the first. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  /** Every name that was asked for. */
  readonly names = new Set<string>();

  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  /** Null when unset; set to nothing (`NAME=`, as an env file has it) counts as unset. */
  optional(name: string): string | null {
    this.names.add(name);
    return this.environment[name]?.trim() || null;
  }

  text(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  integer(name: string, fallback: number, minimum: number, maximum: number): number {
    const given = this.optional(name);
    if (given === null) return fallback;
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= minimum && value <= maximum) return value;
    this.problems.push(`${name} must be a whole number from ${minimum} to ${maximum}, not "${given}".`);
    return fallback;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const given = this.optional(name);
    if (given === null) return fallback;
    const found = choices.find((choice) => choice === given);
    if (!found) this.problems.push(`${name} must be one of ${choices.join(', ')}, not "${given}".`);
    return found ?? fallback;
  }

  /** A secret's value never appears in a problem. */
  secret(name: string, fallback: string, minimumLength: number): string {
    const value = this.text(name, fallback);
    if (value.length < minimumLength) {
      this.problems.push(`${name} must have at least ${minimumLength} characters; it has ${value.length}.`);
    }
    return value;
  }

  /** A URL may hold a password, so its value never appears in a problem either. */
  url(name: string, protocols: readonly string[]): string | null {
    const given = this.optional(name);
    if (given === null) return null;
    if (!URL.canParse(given) || !protocols.includes(new URL(given).protocol)) {
      this.problems.push(`${name} must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
    }
    return given;
  }

  list(name: string): string[] {
    return (this.optional(name) ?? '').split(',').flatMap((item) => item.trim() || []);
  }
}
