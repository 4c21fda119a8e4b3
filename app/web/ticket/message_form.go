package ticket

import (
	"encoding/json"
	"strings"
	"sync"

	"hilo/app/desk"
	"hilo/app/fault"
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

func newHints(v *words.Localizer, f *core.Form) hintsPart {
	text := f.Get("subject") + "\n" + f.Get("body")
	p := hintsPart{Localizer: v, IDs: desk.FindIDs(text + "\n" + f.Get("ids")), Time: f.Get("when") != "" || desk.HasTime(text)}
	p.Transaction = len(p.IDs) > 0 || !desk.Blank(f.Get("ids"))
	p.Patterns = factPatterns()
	return p
}

// factPatterns are the patterns as the browser reads them.
var factPatterns = sync.OnceValue(func() string {
	patterns, _ := json.Marshal(map[string][]string{"ids": desk.IDPatterns, "times": desk.TimePatterns})
	return string(patterns)
})
