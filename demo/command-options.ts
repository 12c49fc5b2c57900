import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was asked for cannot be done; the message is a sentence. */
export class WrongOptions extends Error {}

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;
type Values<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options }>
>['values'];

/** The values of a command's options. @throws WrongOptions where one is unknown, or lacks its value */
export function parsedOptions<const Options extends OptionsConfig>(
  args: readonly string[],
  options: Options,
): Values<Options> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new WrongOptions((error as Error).message);
  }
}

/** @throws WrongOptions */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new WrongOptions(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
}
