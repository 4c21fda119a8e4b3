package ticket

import (
	"encoding/json"
	"strings"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/scan"
	"hilo/app/web/core"
	"hilo/app/words"
)

// messageFromForm is what the form says: the words, and below them the details that were
// filled in, as a list. It returns all that is wrong with them, and the guard's warning.
func messageFromForm(f *core.Form, v *words.Localizer) (say desk.Message, problems []error) {
	for name, earlier := range map[string]string{"want_transaction": "ids", "want_time": "when"} {
		if f.Values.Has(earlier) { // a page of an earlier version
			f.Values.Set(name, f.Get(earlier))
		}
	}
	if err := checkForSecrets(f); err != nil {
		problems = append(problems, err)
	}
	say = NewMessage(f)
	details := desk.ReadDetails(f.Get)
	problems = append(problems, details.Clean()...)
	if when := details["time"]; when != "" {
		if _, ok := v.ReadLocal(when); !ok {
			problems = append(problems, fault.Mend("want_time", "desk.when.broken"))
		}
	}
	say.IDs, say.Body = details.IDs(), joined(say.Body, listed(details, v))
	return say, problems
}

// listed are details as lines of a text. What was said of the time is on the writer's
// own clock, and names its zone.
func listed(d desk.Details, v *words.Localizer) string {
	var lines []string
	for _, want := range desk.Wants {
		text := desk.OneLine(d[want])
		if at, ok := v.ReadLocal(text); ok && want == "time" {
			text = v.FullZone(at)
		}
		if text != "" {
			lines = append(lines, v.T("details."+want)+": "+text)
		}
	}
	return strings.Join(lines, "\n")
}

// factPatterns are the patterns as the browser reads them.
func factPatterns(ids *scan.IDs) string {
	patterns, _ := json.Marshal(map[string][]string{"ids": ids.Patterns(), "times": scan.Times()})
	return string(patterns)
}
