/** ms since 1970 UTC as ISO 8601 in UTC with milliseconds; null and what is no time give null. */
export function isoTime(ms: number | null): string | null {
  if (ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  return new Date(ms).toISOString();
}
