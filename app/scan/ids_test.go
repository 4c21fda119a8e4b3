package scan

import (
	"slices"
	"strings"
	"testing"
)

const (
	someHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	someUUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
)

func TestIDs(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "Me han cobrado dos veces 84,90 € el día 12.", ""},
		{"a hash", "La transacción es " + someHash + ".", someHash},
		{"a hash named as one", "tx hash: 0x" + someHash, "0x" + someHash},
		{"an address of an explorer", "https://explorer.example/tx/0x" + someHash, "0x" + someHash},
		{"a UUID, in capitals", strings.ToUpper(someUUID) + "!", strings.ToUpper(someUUID)},
		{"a reference", "Pago 123456, por favor", "123456"},
		{"a reference with letters", "REF-2041877 y OP99887766", "REF-2041877 OP99887766"},
		{"five digits are none", "Son 12345 pesos", ""},
		{"the same twice", someUUID + " y otra vez " + strings.ToUpper(someUUID), someUUID},
		{"a card is none", "Mi tarjeta 4111111111111111 y la referencia 555444333", "555444333"},
		{"a private key is none", "key 0x" + someHash, ""},
		{"a bare 0x is none", "0x" + someHash, ""},
		{"a hash that is named far off", "El hash de la transferencia es 0x" + someHash, "0x" + someHash},
		{"with what names it behind", "0x" + someHash + " confirmed", "0x" + someHash},
		{"a list", "Pago 123456\n0x" + someHash + "\n0x" + strings.Repeat("ab", 32), "0x" + someHash + " 0x" + strings.Repeat("ab", 32) + " 123456"},
		{"an IMEI", "352099001761481", "352099001761481"},
		{"several", someUUID + " 123456 " + someHash, someHash + " " + someUUID + " 123456"},
	} {
		if got := strings.Join(UsualIDs().In(tt.text), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if ids := UsualIDs().In(strings.Join(slices.Collect(func(yield func(string) bool) {
		for i := range 50 {
			if !yield(strings.Repeat("7", 6+i%15)) {
				return
			}
		}
	}), " ")); len(ids) > MaxIDs {
		t.Error(len(ids), "IDs")
	}
}

func TestHasTime(t *testing.T) {
	for _, text := range []string{
		"Fue a las 17:48", "sobre las 9h05", "at 5 pm", "at 11:30 a.m.", "a las tres", "el 2026-11-19", "el 19/11/2026", "19.11.26",
		"el 19 de noviembre", "November 19", "the 3rd of may", "2 ene", "ayer por la mañana", "Yesterday", "esta mañana", "last night", "el miércoles", "on Friday",
	} {
		if !HasTime(text) {
			t.Errorf("%q tells no time", text)
		}
	}
	for _, text := range []string{"", "Me cobraron 84,90 €", "Son 1234567", "2 martillos", "Pago 25-30", "mañana mismo lo miro, gracias", "version 4.2"} {
		if HasTime(text) {
			t.Errorf("%q tells a time", text)
		}
	}
}

// An installation's own IDs are found too, and whole, where the usual patterns
// would see a part of them.
func TestIDsOfAnInstallation(t *testing.T) {
	const text = "Pago OP/ABC/12345678 del martes, tx 0x" + someHash
	for _, broken := range []string{"(", `\bOP/\d+`, `(OP)/(\d+)`} {
		if _, err := NewIDs(broken); err == nil {
			t.Errorf("%q was taken", broken)
		}
	}
	if got := UsualIDs().In(text); !slices.Equal(got, []string{"0x" + someHash, "12345678"}) {
		t.Errorf("usual: %q", got)
	}
	ids, err := NewIDs(`\b(op/[a-z]{3}/\d+)`)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids.In(text); !slices.Equal(got, []string{"OP/ABC/12345678", "0x" + someHash}) {
		t.Errorf("known: %q", got)
	}
}

// What is too long to be sent is not looked at to its end: half a megabyte
// would keep the house busy for many seconds.
func TestLongTextsAreNotReadToTheirEnd(t *testing.T) {
	long := strings.Repeat("palabra ", 20_000/8)
	if ids := UsualIDs().In(long + " 4815162342"); !slices.Equal(ids, []string{"4815162342"}) {
		t.Errorf("behind what can be sent: %v", ids)
	}
	if ids := UsualIDs().In(long + long + " 4815162342"); len(ids) > 0 || HasTime(long+long+" ayer") {
		t.Errorf("behind what cannot: %v", ids)
	}
}
