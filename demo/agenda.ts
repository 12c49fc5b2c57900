type Act = () => Promise<void>;

interface Appointment {
  readonly at: number;
  readonly act: Act;
}

const MOST_AT_ONCE = 12;

/** What everybody is going to do, by domain time. Acts of the same moment run side by side, as people do. */
export class Agenda {
  private appointments: Appointment[] = [];

  /** In milliseconds since the epoch; what lies in the past happens at the next step. */
  at(time: number | Date, act: Act): void {
    const at = Number(time);
    let low = 0;
    let high = this.appointments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.appointments[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    this.appointments.splice(low, 0, { at, act });
  }

  /** Works the agenda off, moving time on before each moment, until nothing is left. */
  async run(moveTo: (time: Date) => Promise<void>): Promise<void> {
    let now = -Infinity;
    while (this.appointments.length > 0) {
      now = Math.max(now, this.appointments[0]!.at);
      await moveTo(new Date(now));
      const due: Act[] = [];
      while (this.appointments[0] && this.appointments[0].at <= now) due.push(this.appointments.shift()!.act);
      await sideBySide(due);
    }
  }
}

export async function sideBySide(acts: readonly Act[], atOnce = MOST_AT_ONCE): Promise<void> {
  const waiting = [...acts];
  const work = async (): Promise<void> => {
    for (let act = waiting.shift(); act; act = waiting.shift()) await act();
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, acts.length) }, work));
}
