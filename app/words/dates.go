package words

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Zone is the name of the zone in which the voice reads the clock.
func (v *Voice) Zone() string { return v.zone.String() }

// Clock is the time of day: "17:48", "5:48 pm".
func (v *Voice) Clock(t time.Time) string { return v.date(v.tongue.almanac.clock, t) }

// ClockZone is the time of day, with its zone where that is not the reader's own.
func (v *Voice) ClockZone(t time.Time) string {
	if v.Away {
		return v.date(v.tongue.almanac.clock+v.zoned(t), t)
	}
	return v.Clock(t)
}

// Full is the whole date, for titles: "jueves, 19 de noviembre de 2026, 17:48".
func (v *Voice) Full(t time.Time) string {
	if v.Away {
		return v.FullZone(t)
	}
	return v.date(v.tongue.almanac.full, t)
}

// FullZone is the whole date with its zone, for whoever may read it anywhere:
// "jueves, 19 de noviembre de 2026, 17:48 (CET)".
func (v *Voice) FullZone(t time.Time) string { return v.date(v.tongue.almanac.full+v.zoned(t), t) }

// zoned is the short name of the zone at t, behind a time.
func (v *Voice) zoned(t time.Time) string {
	zone := t.In(v.zone).Format("MST")
	if strings.ContainsAny(zone[:1], "+-") { // a zone that nobody gave a name
		zone = "UTC" + zone
	}
	return " (" + zone + ")"
}

// Day is the line between the days of a thread: "Hoy", "Ayer", "Jueves, 19 de
// noviembre", with the year when it is another.
func (v *Voice) Day(t, now time.Time) string {
	a := &v.tongue.almanac
	switch age := v.age(t, now); {
	case age == 0:
		return v.book.dress(capital(a.today))
	case age == 1:
		return v.book.dress(capital(a.yesterday))
	case v.sameYear(t, now):
		return v.book.dress(capital(a.fill(a.day, t.In(v.zone))))
	}
	return v.book.dress(capital(a.fill(a.dayOfYear, t.In(v.zone))))
}

// Short fits the row of a list: "17:48" today, "ayer", "jue 19" within a
// week, "4 sep", and "19/11/2025" in another year.
func (v *Voice) Short(t, now time.Time) string {
	a := &v.tongue.almanac
	switch age := v.age(t, now); {
	case age == 0:
		return v.date(a.clock, t)
	case age == 1:
		return v.book.dress(a.yesterday)
	case age > 1 && age < 7:
		return v.date(a.week, t)
	case v.sameYear(t, now):
		return v.date(a.short, t)
	}
	return v.date(a.shortOfYear, t)
}

// Since stands inside a sentence: "hoy, 9:15", "ayer, 18:20", "el 19 de noviembre".
func (v *Voice) Since(t, now time.Time) string {
	a := &v.tongue.almanac
	switch age := v.age(t, now); {
	case age == 0 && v.Away:
		return v.date(a.today+", $clock"+v.zoned(t), t)
	case age == 1 && v.Away:
		return v.date(a.yesterday+", $clock"+v.zoned(t), t)
	case age == 0:
		return v.date(a.today+", $clock", t)
	case age == 1:
		return v.date(a.yesterday+", $clock", t)
	case v.sameYear(t, now):
		return v.date(a.since, t)
	}
	return v.date(a.sinceOfYear, t)
}

func (v *Voice) date(pattern string, t time.Time) string {
	return v.book.dress(v.tongue.almanac.fill(pattern, t.In(v.zone)))
}

// age is how many midnights of the voice's zone lie between t and now. The
// dates are counted in UTC, where every day has 24 hours.
func (v *Voice) age(t, now time.Time) int {
	return int(v.midnight(now).Sub(v.midnight(t)) / (24 * time.Hour))
}

func (v *Voice) midnight(t time.Time) time.Time {
	y, m, d := t.In(v.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (v *Voice) sameYear(t, now time.Time) bool {
	return t.In(v.zone).Year() == now.In(v.zone).Year()
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
