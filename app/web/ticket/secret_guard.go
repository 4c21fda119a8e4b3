package ticket

import (
	"slices"
	"strings"
	"unicode/utf8"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/web/core"
	"hilo/app/words"
)

// guardPart warns of what looks like a secret before it is sent. It never
// forbids: the second send passes, masked or as it is.
type guardPart struct {
	*words.Localizer
	Says   []string // what was found
	Names  []string // of files that a browser without script has to choose again
	Action string   // where both choices go; empty: the form's own address
}

// guarded are the fields of a form in which a secret is looked for.
var guarded = []string{"subject", "body", "ids"}

// choiceOf is what the person said to the warning: "mask", "send", or nothing
// yet. The form that warns carries "send", and the button's word comes too:
// "ask" where the text goes elsewhere and the question is open again.
func choiceOf(f *core.Form) string {
	said := f.Values["guard"]
	switch {
	case slices.Contains(said, "mask"):
		return "mask"
	case slices.Contains(said, "ask"):
		return ""
	}
	return f.Get("guard")
}

// checkForSecrets stops the first send of what looks like a secret (a Fault of field
// guard), and masks it where that was chosen.
func checkForSecrets(f *core.Form) error {
	choice := choiceOf(f)
	for _, name := range guarded {
		text := f.Get(name)
		switch {
		case choice == "mask" && utf8.RuneCountInString(text) <= desk.MaxBody:
			f.Values.Set(name, desk.Mask(text))
		case choice == "" && len(secretsOf(text)) > 0:
			return fault.Mend("guard", "guard.title")
		}
	}
	return nil
}

// secretsOf leaves out what is too long to be sent anyway.
func secretsOf(text string) []desk.Secret {
	if utf8.RuneCountInString(text) > desk.MaxBody {
		return nil
	}
	return desk.FindSecrets(text)
}

// guardOf is the warning for a form that is shown again; nil for none. Once the
// person has chosen, it only keeps their word.
func guardOf(v *words.Localizer, f *core.Form, action string) *guardPart {
	g := &guardPart{Localizer: v, Action: action, Names: f.Names}
	if choiceOf(f) == "send" {
		return g
	}
	for _, name := range guarded {
		text := f.Get(name)
		for _, s := range secretsOf(text) {
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
