package words

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// dateFormats are how a language names days and writes dates: x/text has no dates
// yet, and two languages need one page. In the patterns, $names stand for
// what fill knows.
type dateFormats struct {
	weekdays, weekdaysShort  []string // from Sunday, as time.Weekday
	months, monthsShort      []string // from January
	today, yesterday         string   // within a sentence
	clock                    string
	day, dayOfYear           string // this year, another year
	short, week, shortOfYear string // this year, within a week, another year
	full                     string
	since, sinceOfYear       string
	grouped                  int64 // the smallest number whose digits are grouped
}

func datesOf(tag string) dateFormats {
	if tag == "en" {
		return dateFormats{
			weekdays:      strings.Fields("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
			weekdaysShort: strings.Fields("Sun Mon Tue Wed Thu Fri Sat"),
			months:        strings.Fields("January February March April May June July August September October November December"),
			monthsShort:   strings.Fields("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
			today:         "today", yesterday: "yesterday",
			clock: "$hour12:$minute $half",
			day:   "$weekday, $day $month", dayOfYear: "$weekday, $day $month $year",
			short: "$day $mon", week: "$wday $day $mon", shortOfYear: "$day $mon $year", // 4/9 is September in London and April in Boston
			full:  "$weekday, $day $month $year, $clock",
			since: "on $day $month", sinceOfYear: "on $day $month $year",
			grouped: 1_000,
		}
	}
	return dateFormats{
		weekdays:      strings.Fields("domingo lunes martes miércoles jueves viernes sábado"),
		weekdaysShort: strings.Fields("dom lun mar mié jue vie sáb"),
		months:        strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
		monthsShort:   strings.Fields("ene feb mar abr may jun jul ago sep oct nov dic"),
		today:         "hoy", yesterday: "ayer",
		clock: "$hour:$minute",
		day:   "$weekday, $day de $month", dayOfYear: "$weekday, $day de $month de $year",
		short: "$day $mon", week: "$wday. $day $mon", shortOfYear: "$day/$number/$year",
		full:  "$weekday, $day de $month de $year, $clock",
		since: "el $day de $month", sinceOfYear: "el $day de $month de $year",
		grouped: 10_000,
	}
}

// fill writes t in the way of pattern.
func (a *dateFormats) fill(pattern string, t time.Time) string {
	return os.Expand(pattern, func(name string) string {
		switch name {
		case "clock":
			return a.fill(a.clock, t)
		case "hour":
			return strconv.Itoa(t.Hour())
		case "hour12":
			return t.Format("3")
		case "minute":
			return t.Format("04")
		case "half":
			return t.Format("pm")
		case "weekday":
			return a.weekdays[t.Weekday()]
		case "wday":
			return a.weekdaysShort[t.Weekday()]
		case "day":
			return strconv.Itoa(t.Day())
		case "month":
			return a.months[t.Month()-1]
		case "mon":
			return a.monthsShort[t.Month()-1]
		case "number":
			return t.Format("01")
		case "year":
			return strconv.Itoa(t.Year())
		}
		return "[" + name + "]" // a slip in a pattern shows itself
	})
}
