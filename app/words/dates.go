package words

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Zone is the name of the zone in which the localizer reads the clock.
func (l *Localizer) Zone() string { return l.zone.String() }

// Date names the day of t in the localizer's zone, for keys of what says "today": "2026-11-19".
func (l *Localizer) Date(t time.Time) string { return t.In(l.zone).Format(time.DateOnly) }

// Clock is the time of day: "17:48", "5:48 pm".
func (l *Localizer) Clock(t time.Time) string { return l.date(l.language.dates.clock, t) }

// ClockZone is the time of day, with its zone where that is not the reader's own.
func (l *Localizer) ClockZone(t time.Time) string {
	if l.Away {
		return l.date(l.language.dates.clock+l.zoned(t), t)
	}
	return l.Clock(t)
}

// Full is the whole date, for titles: "jueves, 19 de noviembre de 2026, 17:48".
func (l *Localizer) Full(t time.Time) string {
	if l.Away {
		return l.FullZone(t)
	}
	return l.date(l.language.dates.full, t)
}

// FullZone is the whole date with its zone, for whoever may read it anywhere:
// "jueves, 19 de noviembre de 2026, 17:48 (CET)".
func (l *Localizer) FullZone(t time.Time) string { return l.date(l.language.dates.full+l.zoned(t), t) }

// zoned is the short name of the zone at t, behind a time.
func (l *Localizer) zoned(t time.Time) string {
	zone := t.In(l.zone).Format("MST")
	if strings.ContainsAny(zone[:1], "+-") { // a zone that nobody gave a name
		zone = "UTC" + zone
	}
	return " (" + zone + ")"
}

// Day is the line between the days of a thread: "Hoy", "Ayer", "Jueves, 19 de
// noviembre", with the year when it is another.
func (l *Localizer) Day(t, now time.Time) string {
	a := &l.language.dates
	switch age := l.age(t, now); {
	case age == 0:
		return l.catalogue.decorate(capital(a.today))
	case age == 1:
		return l.catalogue.decorate(capital(a.yesterday))
	case l.sameYear(t, now):
		return l.catalogue.decorate(capital(a.fill(a.day, t.In(l.zone))))
	}
	return l.catalogue.decorate(capital(a.fill(a.dayOfYear, t.In(l.zone))))
}

// Short fits the row of a list: "17:48" today, "ayer", "jue 19" within a
// week, "4 sep", and "19/11/2025" in another year.
func (l *Localizer) Short(t, now time.Time) string {
	a := &l.language.dates
	switch age := l.age(t, now); {
	case age == 0:
		return l.date(a.clock, t)
	case age == 1:
		return l.catalogue.decorate(a.yesterday)
	case age > 1 && age < 7:
		return l.date(a.week, t)
	case l.sameYear(t, now):
		return l.date(a.short, t)
	}
	return l.date(a.shortOfYear, t)
}

// Since stands inside a sentence: "hoy, 9:15", "ayer, 18:20", "el 19 de noviembre".
func (l *Localizer) Since(t, now time.Time) string {
	a := &l.language.dates
	switch age := l.age(t, now); {
	case age == 0 && l.Away:
		return l.date(a.today+", $clock"+l.zoned(t), t)
	case age == 1 && l.Away:
		return l.date(a.yesterday+", $clock"+l.zoned(t), t)
	case age == 0:
		return l.date(a.today+", $clock", t)
	case age == 1:
		return l.date(a.yesterday+", $clock", t)
	case l.sameYear(t, now):
		return l.date(a.since, t)
	}
	return l.date(a.sinceOfYear, t)
}

func (l *Localizer) date(pattern string, t time.Time) string {
	return l.catalogue.decorate(l.language.dates.fill(pattern, t.In(l.zone)))
}

// age is how many midnights of the localizer's zone lie between t and now. The
// dates are counted in UTC, where every day has 24 hours.
func (l *Localizer) age(t, now time.Time) int {
	return int(l.midnight(now).Sub(l.midnight(t)) / (24 * time.Hour))
}

func (l *Localizer) midnight(t time.Time) time.Time {
	y, m, d := t.In(l.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func (l *Localizer) sameYear(t, now time.Time) bool {
	return t.In(l.zone).Year() == now.In(l.zone).Year()
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
