package words

import (
	"testing"
	"time"
)

// Ana in Madrid looks at her tickets on a Sunday morning.
func TestDates(t *testing.T) {
	catalogue, madrid := opened(t), zone(t, "Europe/Madrid")
	es, en := catalogue.In("es", madrid), catalogue.In("en", madrid)
	now := time.Date(2026, 11, 22, 10, 43, 0, 0, madrid)
	at := func(y int, m time.Month, d, h, min int) time.Time {
		return time.Date(y, m, d, h, min, 0, 0, madrid).UTC()
	}
	for _, tt := range []struct{ what, got, want string }{
		{"clock", es.Clock(at(2026, 11, 22, 17, 48)), "17:48"},
		{"clock", es.Clock(at(2026, 11, 22, 9, 5)), "9:05"},
		{"clock", es.Clock(at(2026, 11, 22, 0, 0)), "0:00"},
		{"clock", en.Clock(at(2026, 11, 22, 17, 48)), "5:48 pm"},
		{"clock", en.Clock(at(2026, 11, 22, 0, 5)), "12:05 am"},
		{"clock", en.Clock(at(2026, 11, 22, 12, 0)), "12:00 pm"},

		{"day", es.Day(now, now), "Hoy"},
		{"day", es.Day(at(2026, 11, 22, 0, 0), now), "Hoy"},
		{"day", es.Day(at(2026, 11, 21, 23, 59), now), "Ayer"},
		{"day", es.Day(at(2026, 11, 19, 17, 48), now), "Jueves, 19 de noviembre"},
		{"day", es.Day(at(2025, 11, 19, 17, 48), now), "Miércoles, 19 de noviembre de 2025"},
		{"day", es.Day(at(2026, 11, 23, 0, 0), now), "Lunes, 23 de noviembre"}, // a server's clock runs ahead
		{"day", en.Day(now, now), "Today"},
		{"day", en.Day(at(2026, 11, 21, 0, 0), now), "Yesterday"},
		{"day", en.Day(at(2026, 11, 19, 17, 48), now), "Thursday, 19 November"},
		{"day", en.Day(at(2025, 2, 1, 17, 48), now), "Saturday, 1 February 2025"},

		{"short", es.Short(at(2026, 11, 22, 9, 2), now), "9:02"},
		{"short", es.Short(at(2026, 11, 21, 9, 2), now), "ayer"},
		{"short", es.Short(at(2026, 11, 19, 9, 2), now), "jue. 19 nov"},
		{"short", es.Short(at(2026, 11, 16, 0, 0), now), "lun. 16 nov"},
		{"short", es.Short(at(2026, 11, 15, 23, 59), now), "15 nov"},
		{"short", es.Short(at(2026, 9, 4, 9, 2), now), "4 sep"},
		{"short", es.Short(at(2025, 11, 9, 9, 2), now), "9/11/2025"},
		{"short", es.Short(at(2026, 11, 24, 9, 2), now), "24 nov"},
		{"short", en.Short(at(2026, 11, 21, 9, 2), now), "yesterday"},
		{"short", en.Short(at(2026, 11, 19, 9, 2), now), "Thu 19 Nov"},
		{"short", en.Short(at(2026, 9, 4, 9, 2), now), "4 Sep"},
		{"short", en.Short(at(2025, 11, 9, 9, 2), now), "9 Nov 2025"},

		{"full", es.Full(at(2026, 11, 19, 17, 48)), "jueves, 19 de noviembre de 2026, 17:48"},
		{"full", en.Full(at(2026, 11, 19, 17, 48)), "Thursday, 19 November 2026, 5:48 pm"},

		{"since", es.Since(at(2026, 11, 22, 9, 15), now), "hoy, 9:15"},
		{"since", es.Since(at(2026, 11, 21, 18, 20), now), "ayer, 18:20"},
		{"since", es.Since(at(2026, 11, 19, 18, 20), now), "el 19 de noviembre"},
		{"since", es.Since(at(2025, 11, 19, 18, 20), now), "el 19 de noviembre de 2025"},
		{"since", en.Since(at(2026, 11, 22, 9, 15), now), "today, 9:15 am"},
		{"since", en.Since(at(2025, 11, 19, 18, 20), now), "on 19 November 2025"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}

// The same moment is today for one person and yesterday for another, and a
// day of 23 or 25 hours is still one day.
func TestDaysAreTheReaders(t *testing.T) {
	catalogue := opened(t)
	now := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	then := now.Add(-3 * time.Hour) // 23:00 UTC the day before
	for name, want := range map[string]string{
		"UTC": "Ayer", "Europe/Madrid": "Hoy", "America/Argentina/Buenos_Aires": "Hoy", "Asia/Tokyo": "Hoy", "Atlantic/Azores": "Ayer",
	} {
		if got := catalogue.In("es", zone(t, name)).Day(then, now); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	madrid := zone(t, "Europe/Madrid")
	for _, night := range []time.Time{time.Date(2026, 3, 29, 23, 30, 0, 0, madrid), time.Date(2026, 10, 25, 23, 30, 0, 0, madrid)} {
		localizer := catalogue.In("es", madrid)
		if got := localizer.Day(night.Add(-22*time.Hour), night); got != "Hoy" {
			t.Errorf("%v: %s", night, got)
		}
		if got := localizer.Day(night.AddDate(0, 0, -1), night); got != "Ayer" {
			t.Errorf("%v: %s", night, got)
		}
	}
}

// Each language names every day and month once, and its patterns have no slips.
func TestDateFormatsAreComplete(t *testing.T) {
	catalogue := opened(t)
	for _, l := range locales() {
		seen, localizer := map[string]bool{}, catalogue.In(l.Tag, nil)
		for d := range 365 {
			when := time.Date(2026, 1, 1, 15, 4, 0, 0, time.UTC).AddDate(0, 0, d)
			seen[localizer.Full(when)] = true
			seen[localizer.Short(when, when.AddDate(0, 0, 7))] = true
		}
		if len(seen) != 2*365 {
			t.Errorf("%s: %d", l.Tag, len(seen))
		}
		a := localizer.language.dates
		for _, p := range []string{a.clock, a.day, a.dayOfYear, a.short, a.week, a.shortOfYear, a.full, a.since, a.sinceOfYear} {
			if got := a.fill(p, time.Date(2026, 9, 3, 9, 5, 0, 0, time.UTC)); got == "" || got[0] == '[' {
				t.Errorf("%s %q: %q", l.Tag, p, got)
			}
		}
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, ok := Zone(name)
	if !ok {
		t.Fatal(name)
	}
	return z
}
