package notify

import (
	"time"
)

// minutes reads HH:MM as minutes after midnight.
func minutes(hhmm string) (int, bool) {
	t, err := time.Parse("15:04", hhmm)
	return t.Hour()*60 + t.Minute(), err == nil && len(hhmm) == 5
}

// until is when the quiet time ends that lies over now, read on the clocks of
// zone; zero where there is none. The clock decides, not the hours that pass:
// on a night in which it is put back, the quiet lasts an hour longer.
func (q Quiet) until(now time.Time, zone *time.Location) time.Time {
	from, ok := minutes(q.QuietFrom)
	to, ok2 := minutes(q.QuietTo)
	if !ok || !ok2 || from == to {
		return time.Time{}
	}
	local := now.In(zone)
	at, days := local.Hour()*60+local.Minute(), 0
	switch {
	case from < to && (at < from || at >= to), from > to && at < from && at >= to:
		return time.Time{}
	case from > to && at >= from:
		days = 1
	}
	end := time.Date(local.Year(), local.Month(), local.Day()+days, to/60, to%60, 0, 0, zone)
	if !end.After(now) { // that time came twice, or never, on the day of the change
		end = now.Add(time.Minute)
	}
	return end
}
