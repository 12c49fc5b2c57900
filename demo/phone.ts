import { CabstandClient } from '../client/cabstand-client';

interface Message {
  readonly body: string;
}

/** Somebody's phone: receives the simulator's text messages, and logs in with what they say. */
export class Phone {
  readonly client: CabstandClient;

  constructor(
    private readonly baseUrl: string,
    private readonly smsUrl: string,
    readonly number: string,
    headers?: Record<string, string>,
  ) {
    this.client = new CabstandClient({ baseUrl, headers });
  }

  async logIn(): Promise<void> {
    const { data: challenge } = await this.client.api['/v1/auth/otp'].POST({ body: { phone: this.number } });
    const code = await this.read(/^(\d{6}) is your Cabstand code/);
    const { data: login } = await this.client.api['/v1/auth/otp/verify'].POST({
      body: { challengeId: challenge!.challengeId, code },
    });
    this.client.use(login!);
  }

  /** The first group of the newest message that matches. The message comes after the commit, so it may take a moment. */
  async read(pattern: RegExp): Promise<string> {
    for (const end = Date.now() + 15_000; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
      const answer = await fetch(`${this.smsUrl}/__sim/inbox?to=${encodeURIComponent(this.number)}`);
      const { messages } = (await answer.json()) as { messages: Message[] };
      for (const { body } of messages) {
        const match = pattern.exec(body);
        if (match) return match[1]!;
      }
      if (Date.now() > end)
        throw new Error(`No message that matches ${pattern} came to ${this.number} at ${this.baseUrl}.`);
    }
  }
}
