package scan

import "testing"

// What looks like a secret is asked about once; then it goes as was chosen.
func TestGuard(t *testing.T) {
	const card = "Mi tarjeta es 4111 1111 1111 1111"
	for _, tt := range []struct {
		name   string
		choice Choice
		text   string
		ask    bool
		sent   string
	}{
		{"nothing to ask", Unasked, "Hola", false, "Hola"},
		{"a card", Unasked, card, true, card},
		{"as it is", AsIs, card, false, card},
		{"masked", Masked, card, false, "Mi tarjeta es •••• •••• •••• 1111"},
		{"too long to be sent", Unasked, card + " y más y más", false, card + " y más y más"},
		{"too long to be masked", Masked, card + " y más y más", false, card + " y más y más"},
	} {
		text, other := tt.text, "Otro texto"
		if ask := (Guard{Choice: tt.choice, Most: len(card)}).Check(&other, &text); ask != tt.ask || text != tt.sent || other != "Otro texto" {
			t.Errorf("%s: %v %q", tt.name, ask, text)
		}
	}
}
