package web

import (
	"encoding/json"
	"strings"
	"sync"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/words"
)

// messageFromForm is what the form says, with the facts that help: when it happened, on
// the person's own clock, and IDs of transactions. Both may be absent. It
// returns all that is wrong with them, and the guard's warning.
func messageFromForm(f *form, v *words.Localizer) (say desk.Message, problems []error) {
	if err := checkForSecrets(f); err != nil {
		problems = append(problems, err)
	}
	say = newMessage(f)
	if when := strings.TrimSpace(f.get("when")); when != "" {
		var ok bool
		if say.When, ok = v.ReadLocal(when); !ok {
			problems = append(problems, fault.Mend("when", "desk.when.broken"))
		}
	}
	var err error
	if say.IDs, err = desk.ReadIDs(f.get("ids")); err != nil {
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

func newHints(v *words.Localizer, f *form) hintsPart {
	text := f.get("subject") + "\n" + f.get("body")
	p := hintsPart{Localizer: v, IDs: desk.FindIDs(text + "\n" + f.get("ids")), Time: f.get("when") != "" || desk.HasTime(text)}
	p.Transaction = len(p.IDs) > 0 || !desk.Blank(f.get("ids"))
	p.Patterns = factPatterns()
	return p
}

// factPatterns are the patterns as the browser reads them.
var factPatterns = sync.OnceValue(func() string {
	patterns, _ := json.Marshal(map[string][]string{"ids": desk.IDPatterns, "times": desk.TimePatterns})
	return string(patterns)
})
