/** What a panel asks of the height; all in rows, frame included. */
interface Wish {
  importance: number;
  min: number;
  want: number;
  /** Takes its wish whole or not at all. */
  rigid: boolean;
}

/** The part of the height that one panel may take before all others have had their turn. */
const FIRST_SHARE = 0.4;

/**
 * Shares rows among panels: first what each cannot do without, the most important one first; then what each would like,
 * in the same order, at first no one more than its share; what is left over goes to the least important one, which scrolls.
 * @returns rows for each wish, in the order given; 0 for a panel that has no room. They never exceed `rows` in sum.
 */
export function shareRows(wishes: readonly Wish[], rows: number): number[] {
  const given = wishes.map(() => 0);
  const order = [...wishes.keys()].sort((a, b) => (wishes[a]?.importance ?? 0) - (wishes[b]?.importance ?? 0));
  let left = rows;
  for (const i of order) {
    const min = wishes[i]?.min ?? 0;
    if (min > left) continue;
    given[i] = min;
    left -= min;
  }
  for (const most of [Math.floor(rows * FIRST_SHARE), rows]) {
    for (const i of order) {
      const wish = wishes[i];
      const now = given[i] ?? 0;
      if (wish === undefined || now === 0) continue;
      const more = Math.min(left, Math.max(0, Math.min(wish.want, most) - now));
      if (wish.rigid && now + more < wish.want) continue;
      given[i] = now + more;
      left -= more;
    }
  }
  const last = order.findLast((i) => (given[i] ?? 0) > 0);
  if (last !== undefined) given[last] = (given[last] ?? 0) + left;
  return given;
}
