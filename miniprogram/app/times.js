/** Days and times for people, in the county's time (UTC+8, no summer time), whatever zone the phone is set to. */
const COUNTY = 8 * 3600 * 1000;

/** «2026-11-25» → 2026年11月25日. */
function day(iso) {
  if (!iso) return "";
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** An instant → 11月25日 16:05. */
function clock(iso) {
  if (!iso) return "";
  const there = new Date(new Date(iso).getTime() + COUNTY);
  const two = (number) => String(number).padStart(2, "0");
  return `${there.getUTCMonth() + 1}月${there.getUTCDate()}日 ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
}

/** Today in the county, as «2026-11-25». */
function today() {
  return new Date(Date.now() + COUNTY).toISOString().slice(0, 10);
}

module.exports = { day, clock, today };
