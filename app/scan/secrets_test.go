package scan

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
)

const someSeed = "legal winner thank year wave sausage worth useful legal winner thank yellow"

func TestSecrets(t *testing.T) {
	pem := "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIGj\n-----END EC PRIVATE KEY-----"
	for _, tt := range []struct{ name, text, kind, masked string }{
		{"nothing", "Me han cobrado 84,90 € dos veces, pedido 20261119.", "", ""},
		{"a card", "Mi tarjeta es 4111111111111111.", "card", "Mi tarjeta es ••••••••••••1111."},
		{"a card in groups", "4111 1111 1111 1111", "card", "•••• •••• •••• 1111"},
		{"with dashes", "5500-0000-0000-0004", "card", "••••-••••-••••-0004"},
		{"with dots", "5500.0000.0000.0004", "card", "••••.••••.••••.0004"},
		{"American Express", "3782 822463 10005", "card", "•••• •••••• •0005"},
		{"thirteen digits", "4222222222222", "card", "•••••••••2222"},
		{"nineteen digits", "6304000000000000001", "", ""},
		{"nineteen good digits", "6304000000000000000", "card", "•••••••••••••••0000"},
		{"digit by digit", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "card", "• • • • • • • • • • • • 1 1 1 1"},
		{"after a reference", "Pedido 123456 4111 1111 1111 1111 123", "card", "Pedido 123456 •••• •••• •••• 1111 123"},
		{"two cards", "4111111111111111, 5500000000000004", "card card", "••••••••••••1111, ••••••••••••0004"},
		{"one digit is wrong", "4111 1111 1111 1112", "", ""},
		{"telephones in a row", "600 123 456 611 222 338", "", ""},
		{"an IBAN", "ES91 4111 1111 1111 1111 1332", "", ""},
		{"a UUID of digits", "12345678-1234-1234-1234-123456789012", "", ""},
		{"inside a hash", someHash, "", ""},
		{"twelve words", "Mi frase: " + someSeed + ". Gracias", "seed", "Mi frase: ••••••••. Gracias"},
		{"numbered words, in capitals", numbered(strings.ToUpper(someSeed)), "seed", "1. ••••••••"},
		{"twenty-four words", strings.ReplaceAll(someSeed+" "+someSeed, " ", ", "), "seed", "••••••••"},
		{"eleven words", strings.Join(strings.Fields(someSeed)[1:], " "), "", ""},
		{"English prose", "I have paid this morning and then again this evening, but only one of them is in the list of my account, can you help me with it", "", ""},
		{"a key after 0x", "0x" + someHash, "key", "••••••••"},
		{"a key after its name", "Private key: " + someHash, "key", "Private key: ••••••••"},
		{"a key in Spanish", "mi clave privada es 0x" + someHash + ", ¿vale?", "key", "mi clave privada es ••••••••, ¿vale?"},
		{"a hash of a transaction", "tx hash 0x" + someHash, "", ""},
		{"a PEM key", "Mira:\n" + pem + "\n¿Vale?", "key", "Mira:\n••••••••\n¿Vale?"},
		{"half a PEM key", pem[:60], "key", "••••••••"},
		{"a hash that is named", "El hash de la transferencia es 0x" + someHash, "", ""},
		{"a deposit", "No llega mi depósito: 0x" + someHash, "", ""},
		{"a deposit, on the next line", "No llega mi depósito:\n\n0x" + someHash, "", ""},
		{"a block", "Block 0x" + someHash + " confirmed", "", ""},
		{"what was sent", "He enviado 2 ETH con 0x" + someHash, "", ""},
		{"named behind it", "0x" + someHash + " es la transferencia", "", ""},
		{"a withdrawal", "My withdrawal 0X" + strings.ToUpper(someHash) + " is pending", "", ""},
		{"a list", "Transacciones:\n0x" + someHash + "\n0x" + strings.Repeat("ab", 32) + "\n0x" + someHash, "", ""},
		{"nothing says what it is", "Mira 0x" + someHash, "key", "Mira ••••••••"},
		{"a key and a deposit", "No llega mi depósito, mi clave es 0x" + someHash, "key", "No llega mi depósito, mi clave es ••••••••"},
		{"a key said behind it", "Deposit to 0x" + someHash + " (private)", "key", "Deposit to •••••••• (private)"},
		{"a key in capitals", "0X" + strings.ToUpper(someHash), "key", "••••••••"},
		{"WIF", "Es 5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ.", "key", "Es ••••••••."},
		{"WIF, compressed", "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617", "key", "••••••••"},
		{"WIF, one letter wrong", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK", "", ""},
		{"an extended key", "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi", "key", "••••••••"},
		{"an extended public key", "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8", "", ""},
		{"a card on four lines", "4111\n1111\r\n1111\n1111", "card", "••••\n••••\r\n••••\n1111"},
		{"in brackets", "(4111) (1111) (1111) (1111)", "card", "(••••) (••••) (••••) (1111)"},
		{"with slashes", "4111/1111/1111/1111", "card", "••••/••••/••••/1111"},
		{"parted by what is not seen", "4111\u200b1111\u00ad1111\u200d1111", "card", "••••\u200b••••\u00ad••••\u200d1111"},
		{"parted by more of it", "4\u20601\ufeff1\u200c1\u200e1\u2066111\u034f1111\u31641111", "card", "•\u2060•\ufeff•\u200c•\u200e•\u2066•••\u034f••••\u31641111"},
		{"full-width", "Ｍi tarjeta ４１１１１１１１１１１１１１１１.", "card", "Ｍi tarjeta ••••••••••••１１１１."},
		{"Arabic", "٤١١١ ١١١١ ١١١١ ١١١١", "card", "•••• •••• •••• ١١١١"},
		{"Devanagari", "४१११११११११११११११", "card", "••••••••••••११११"},
		{"Mastercard of the second range", "2221000000000009", "card", "••••••••••••0009"},
		{"Diners Club", "3056 930902 5904", "card", "•••• •••••• 5904"},
		{"JCB", "3530111333300000", "card", "••••••••••••0000"},
		{"UnionPay", "6200000000000005", "card", "••••••••••••0005"},
		{"Discover", "6011000990139424", "card", "••••••••••••9424"},
		{"an IMEI", "IMEI 352099001761481", "", ""},
		{"an order that passes by chance", "Pedido 1000000000000008 y 2026112800000001", "", ""},
		{"American Express with a digit more", "3782822463100052", "", ""},
		{"all of them", "4111111111111111 " + someSeed + " 0x" + someHash, "card seed key", "••••••••••••1111 •••••••• ••••••••"},
	} {
		var kinds []string
		for _, s := range Secrets(tt.text) {
			kinds = append(kinds, string(s.Kind))
		}
		if got := strings.Join(kinds, " "); got != tt.kind {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.kind)
		}
		if tt.kind == "" {
			tt.masked = tt.text
		}
		if got := Mask(tt.text); got != tt.masked {
			t.Errorf("%s: masked %q, want %q", tt.name, got, tt.masked)
		}
	}
}

// Among IDs a hash is said to be one; a card, or what is called a key, is none.
func TestSecretsAmongIDs(t *testing.T) {
	guard := Guard{Most: 300, IDs: true}
	for _, tt := range []struct{ text, kind, masked string }{
		{"0x" + someHash, "", "0x" + someHash},
		{"0x" + someHash + ", 0x" + strings.Repeat("ab", 32), "", "0x" + someHash + ", 0x" + strings.Repeat("ab", 32)},
		{someHash, "", someHash},
		{"private key 0x" + someHash, "key", "private key ••••••••"},
		{"4111111111111111", "card", "••••••••••••1111"},
	} {
		kind, text := "", tt.text
		for _, s := range guard.Secrets(text) {
			kind += string(s.Kind)
		}
		if (Guard{Masked, 300, true}).Check(&text); kind != tt.kind || text != tt.masked {
			t.Errorf("%q: %q, masked %q", tt.text, kind, text)
		}
	}
}

func numbered(words string) string {
	var b strings.Builder
	for i, word := range strings.Fields(words) {
		fmt.Fprintf(&b, "%d. %s\n", i+1, word)
	}
	return strings.TrimSpace(b.String())
}

// Whatever is written: places are in the text and in order, and nothing that
// was masked is found again.
func FuzzMask(f *testing.F) {
	for _, text := range []string{"", "4111 1111 1111 1111", someSeed, "0x" + someHash, "key " + someHash + someHash, "-----BEGIN PRIVATE KEY-----", "4111-1111–1111\u00a01111 234567890", "\xff4111111111111111\xfe"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range Secrets(text) {
			if s.From < end || s.To <= s.From || s.To > len(text) {
				t.Fatalf("%q: %+v", text, s)
			}
			end = s.To
		}
		masked := Mask(text)
		if left := Secrets(masked); len(left) > 0 {
			t.Fatalf("%q: left %+v in %q", text, left, masked)
		}
		if (end == 0) != (masked == text) {
			t.Fatalf("%q became %q", text, masked)
		}
	})
}

// The words of wallets are those of BIP-39, to the byte.
func TestSeedWords(t *testing.T) {
	const want = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda" // of bip-0039/english.txt
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(seedList))); got != want || len(seedWords) != 2048 {
		t.Errorf("%d words, %s", len(seedWords), got)
	}
}
