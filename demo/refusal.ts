/** The demo cannot begin as it was asked to; the message says in a sentence why. */
export class Refusal extends Error {}
