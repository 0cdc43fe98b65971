/**
 * Month names as `%b` writes them in the locales that servers run in, January first; each entry lists the spellings
 * in lower case, without the dot that French and German add. journalctl and rsyslog follow LC_TIME.
 */
const SPELLINGS: readonly string[] = [
  'jan janv ene gen ene jän oca sty led янв ian',
  'feb févr fev fév şub lut úno фев fevr',
  'mar mars mär märz mrt bře мар mrz',
  'apr avr avril abr nis kwi dub апр',
  'may mai maj mei mag maio kvě мая май мај',
  'jun juin giu haz cze čen июн iun june',
  'jul juil lug tem lip čec июл iul july',
  'aug août ago aou ağu sie srp авг aout',
  'sep sept set eyl wrz zář сен',
  'oct okt ott out eki paź říj окт',
  'nov kas lis ноя noi',
  'dec déc dez dic ara gru pro дек des',
];

const MONTHS = new Map<string, number>();
SPELLINGS.forEach((names, i) => {
  for (const name of names.split(' ')) MONTHS.set(name, i + 1).set(name[0]!.toUpperCase() + name.slice(1), i + 1);
  for (const unit of ['月', '월']) MONTHS.set(`${i + 1}${unit}`, i + 1).set(`${i + 1}${unit}`.padStart(3, '0'), i + 1);
});
// A line that lost its first letter: `ov 22 13:21:42`. English only, where the rest is still unique.
SPELLINGS.forEach((names, i) => {
  const rest = names.slice(1, 3);
  if (!MONTHS.has(rest)) MONTHS.set(rest, i + 1);
});

/** The month, 1 to 12, that a name (`Nov`, `déc.`, `1月`) stands for; null for a word that is none. */
export function monthOf(name: string): number | null {
  return MONTHS.get(name) ?? MONTHS.get(name.replace(/\.$/, '').toLowerCase()) ?? null;
}
