package words

import (
	"strings"
	"time"
)

// ReadLocal reads what a field for date and time was given, on the localizer's own
// clock: the form of datetime-local (HTML, 2.3.5.5), or as people type it where
// a browser does not know such fields. False for what is none.
func (l *Localizer) ReadLocal(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2/1/2006 15:04", "2/1/2006, 15:04", "2006-01-02", "2/1/2006"} {
		if t, err := time.ParseInLocation(layout, text, l.zone); err == nil {
			return t.UTC(), t.Year() >= 1970
		}
	}
	return time.Time{}, false
}

// Place names the localizer's zone for people: "Madrid", "Buenos Aires", "UTC".
func (l *Localizer) Place() string {
	name := l.zone.String()
	return l.catalogue.decorate(strings.ReplaceAll(name[strings.LastIndex(name, "/")+1:], "_", " "))
}
