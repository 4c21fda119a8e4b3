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

// messageFromForm is what the form says, with the facts that help: when it happened, on
// the person's own clock, and IDs of transactions. Both may be absent. It
// returns all that is wrong with them, and the guard's warning.
func messageFromForm(f *core.Form, v *words.Localizer) (say desk.Message, problems []error) {
	if err := checkForSecrets(f); err != nil {
		problems = append(problems, err)
	}
	say = NewMessage(f)
	if when := strings.TrimSpace(f.Get("when")); when != "" {
		var ok bool
		if say.When, ok = v.ReadLocal(when); !ok {
			problems = append(problems, fault.Mend("when", "desk.when.broken"))
		}
	}
	var err error
	if say.IDs, err = desk.ReadIDs(f.Get("ids")); err != nil {
		problems = append(problems, err)
	}
	return say, problems
}

// hintsPart is what helps us on the page of a new ticket. The browser ticks
// the hints off with the same patterns that the desk reads by.
type hintsPart struct {
	*words.Localizer
	Patterns          string // JSON
	Transaction, Time bool   // there already
	IDs               []string
}

func (s *Drafts) newHints(v *words.Localizer, f *core.Form) hintsPart {
	text := f.Get("subject") + "\n" + f.Get("body")
	p := hintsPart{Localizer: v, IDs: s.Desk.IDs.In(text + "\n" + f.Get("ids")), Time: f.Get("when") != "" || scan.HasTime(text)}
	p.Transaction = len(p.IDs) > 0 || !desk.Blank(f.Get("ids"))
	p.Patterns = s.patterns
	return p
}

// factPatterns are the patterns as the browser reads them.
func factPatterns(ids *scan.IDs) string {
	patterns, _ := json.Marshal(map[string][]string{"ids": ids.Patterns(), "times": scan.Times()})
	return string(patterns)
}
