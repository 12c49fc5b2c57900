/** Columns by their distance, the nearest first; of equal distances the lower column. A binary heap: O(log n) each way. */
export class ColumnQueue {
  private readonly columns: number[] = [];
  private readonly distances: number[] = [];

  clear(): void {
    this.columns.length = 0;
    this.distances.length = 0;
  }

  /** A column may be pushed again with a shorter distance; it then comes out once for each. */
  push(column: number, distance: number): void {
    let place = this.columns.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isAfter(parent, column, distance)) break;
      this.move(parent, place);
      place = parent;
    }
    this.put(place, column, distance);
  }

  /** The nearest column, no longer in the queue; undefined where the queue is empty. */
  pop(): number | undefined {
    const nearest = this.columns[0];
    const column = this.columns.pop();
    const distance = this.distances.pop();
    if (column === undefined || distance === undefined || this.columns.length === 0) return nearest;
    const end = this.columns.length;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= end) break;
      if (child + 1 < end && this.isAfter(child, this.columns[child + 1]!, this.distances[child + 1]!)) child++;
      if (this.isAfter(child, column, distance)) break;
      this.move(child, place);
      place = child;
    }
    this.put(place, column, distance);
    return nearest;
  }

  private isAfter(place: number, column: number, distance: number): boolean {
    const other = this.distances[place]!;
    return other > distance || (other === distance && this.columns[place]! > column);
  }

  private move(from: number, to: number): void {
    this.put(to, this.columns[from]!, this.distances[from]!);
  }

  private put(place: number, column: number, distance: number): void {
    this.columns[place] = column;
    this.distances[place] = distance;
  }
}
