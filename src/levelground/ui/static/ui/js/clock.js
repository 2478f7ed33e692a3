/**
 * The server's clock, as well as this page knows it.
 *
 * Kept against `performance.now()`, which no change of the phone's own clock can move.
 */
const STALE = 60_000; // after this long a worse measurement may replace a better one

let offset = Date.now() - performance.now();
let uncertainty = Number.POSITIVE_INFINITY;
let measuredAt = Number.NEGATIVE_INFINITY;

/** Milliseconds since 1970 on the server's clock. */
export function serverNow() {
  return performance.now() + offset;
}

/** The server said `now` in answer to something asked at `asked` (of `performance.now()`). */
export function measure(now, asked) {
  const heard = performance.now();
  const roundTrip = heard - asked;
  if (roundTrip <= uncertainty || heard - measuredAt > STALE) {
    offset = now + roundTrip / 2 - heard;
    uncertainty = roundTrip;
    measuredAt = heard;
    document.body.dispatchEvent(new CustomEvent("clock-set"));
  }
}

/** The phone slept: measure again before trusting what we knew. */
export function doubt() {
  measuredAt = Number.NEGATIVE_INFINITY;
}
