package ticket

import (
	"cmp"
	"slices"
	"strings"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/scan"
	"hilo/app/web/core"
	"hilo/app/words"
)

// guardPart warns of what looks like a secret before it is sent. It never
// forbids: the second send passes, masked or as it is.
type guardPart struct {
	*words.Localizer
	Says  []string // what was found
	Over  string   // the first field that it was found in: the warning stands over it
	Names []string // of files that a browser without script has to choose again
}

// guarded are the fields of a form in which a secret is looked for.
var guarded = []string{"name", "subject", "body", "want_transaction", "want_other", "comment"}

// choiceOf is what the person said to the warning: "mask", "send", or nothing
// yet. The form that warns carries "send", and the button's word comes too.
func choiceOf(f *core.Form) scan.Choice {
	if slices.Contains(f.Values["guard"], "mask") {
		return scan.Masked
	}
	return scan.Choice(f.Get("guard"))
}

// checkForSecrets stops the first send of what looks like a secret (a Fault of field
// guard), and masks it where that was chosen.
func checkForSecrets(f *core.Form) error {
	for _, name := range guarded {
		guard, text := newGuard(f, name), desk.Tidy(f.Get(name)) // as it will be stored
		if guard.Check(&text) {
			return fault.Mend("guard", "guard.title")
		}
		if guard.Choice == scan.Masked {
			f.Values.Set(name, text)
		}
	}
	return nil
}

// newGuard is the rule for a field of a form, by what was chosen there.
func newGuard(f *core.Form, field string) scan.Guard {
	return scan.Guard{Choice: choiceOf(f), Most: desk.MaxBody, IDs: field == "want_transaction"}
}

// guardOf is the warning for a form that is shown again; nil for none. Once the
// person has chosen, it only keeps their word.
func guardOf(v *words.Localizer, f *core.Form) *guardPart {
	g := &guardPart{Localizer: v, Names: f.Names}
	if choiceOf(f) == scan.AsIs {
		return g
	}
	for _, name := range guarded {
		text := desk.Tidy(f.Get(name))
		for _, s := range newGuard(f, name).Secrets(text) {
			g.Over = cmp.Or(g.Over, name)
			say := v.T("guard."+string(s.Kind), "Masked", strings.Join(strings.Fields(s.Masked(text)), " "))
			if !slices.Contains(g.Says, say) {
				g.Says = append(g.Says, say)
			}
		}
	}
	if len(g.Says) == 0 {
		return nil
	}
	return g
}

// unguarded leaves out the guard's own faults: it has a part of its own.
func unguarded(errs []error) []error {
	return slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return fault.Of(err).Field == "guard" })
}
