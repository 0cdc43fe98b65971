/** keepalived's `down_timer_adverts`: how many intervals of silence before a backup takes over. */
const DOWN_TIMER_ADVERTS = 3;

/**
 * Skew_Time in ms. RFC 3768 6.1 (v2): (256 - priority) / 256 seconds. RFC 5798 and 9568 6.1 (v3): the same fraction of
 * the master's advertisement interval.
 * @param priority 1 to 255. @param advertIntervalMs the master's interval.
 */
export function skewTimeMs(version: number, priority: number, advertIntervalMs: number): number {
  return ((256 - priority) / 256) * (version === 2 ? 1000 : advertIntervalMs);
}

/** Master_Down_Interval in ms: 3 (or keepalived's `down_timer_adverts`) * interval + Skew_Time (same sections). */
export function masterDownIntervalMs(
  version: number,
  priority: number,
  advertIntervalMs: number,
  downTimerAdverts = DOWN_TIMER_ADVERTS,
): number {
  return downTimerAdverts * advertIntervalMs + skewTimeMs(version, priority, advertIntervalMs);
}
