package scan

import "unicode/utf8"

// Choice is what a person said to the warning that a text holds a secret.
type Choice string

// The choices.
const (
	Unasked Choice = ""     // nothing yet
	Masked  Choice = "mask" // send it with the secret hidden
	AsIs    Choice = "send" // send it as it was typed
)

// Guard keeps secrets from being sent without a word, by whatever way they come.
// It never forbids: the second send passes, masked or as it is. Texts of more than
// Most characters are refused anyway, and not looked at.
type Guard struct {
	Choice Choice
	Most   int
	IDs    bool // the texts are IDs: a hash among them is said to be one, and no key
}

// Check masks the secrets of texts where that was chosen. It tells whether the
// person has to be asked before anything is sent.
func (g Guard) Check(texts ...*string) (ask bool) {
	for _, text := range texts {
		switch {
		case g.Choice == Masked && utf8.RuneCountInString(*text) <= g.Most:
			*text = mask(*text, g.IDs)
		case g.Choice == Unasked && len(g.Secrets(*text)) > 0:
			return true
		}
	}
	return false
}

// Secrets are those of a text that can be sent.
func (g Guard) Secrets(text string) []Secret {
	if utf8.RuneCountInString(text) > g.Most {
		return nil
	}
	return secrets(text, g.IDs)
}
