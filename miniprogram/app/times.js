/** Days and times for people, in the county's time (UTC+8, no summer time), whatever zone the phone is set to. */
const COUNTY = 8 * 3600 * 1000;

const inCounty = (iso) => new Date(new Date(iso).getTime() + COUNTY);
const two = (number) => String(number).padStart(2, "0");

/** «2026-11-25» → 2026年11月25日. */
function day(iso) {
  if (!iso) return "";
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** An instant → 11月25日 16:05. */
function clock(iso) {
  if (!iso) return "";
  const there = inCounty(iso);
  return `${there.getUTCMonth() + 1}月${there.getUTCDate()}日 ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
}

/** An instant to the second, for two people who compare it at one counter → 16:05:09. */
function second(iso) {
  const there = inCounty(iso);
  return [there.getUTCHours(), there.getUTCMinutes(), there.getUTCSeconds()].map(two).join(":");
}

/** The day of an instant in the county → 2026年11月25日. */
function dayOf(iso) {
  return iso ? day(inCounty(iso).toISOString()) : "";
}

/** An instant with its year, for what is kept long → 2026年11月25日 16:05. */
function moment(iso) {
  return iso ? `${dayOf(iso).slice(0, 5)}${clock(iso)}` : "";
}

/** Today in the county, as «2026-11-25». */
function today() {
  return new Date(Date.now() + COUNTY).toISOString().slice(0, 10);
}

module.exports = { day, clock, dayOf, moment, second, today };
