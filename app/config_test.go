package app

import (
	"strings"
	"testing"
)

// The address is compared with the Origin of browsers, which write it one way.
func TestAddressIsWrittenAsBrowsersDo(t *testing.T) {
	if _, err := (Config{URL: "http://localhost", Addr: "127.0.0.1:0", Locale: "es", Timezone: "UTC", Files: "files"}).check(); err == nil || !strings.Contains(err.Error(), "HILO_DATABASE") {
		t.Errorf("no database: %v", err)
	}
	for typed, want := range map[string]string{
		"https://Help.Example.com/":       "https://help.example.com",
		"HTTPS://help.example.com:443":    "https://help.example.com",
		"https://help.example.com:8443":   "https://help.example.com:8443",
		"http://localhost:80":             "http://localhost",
		"http://[::1]:3000":               "http://[::1]:3000",
		"https://help.example.com/portal": "",
		"https://help.example.com#top":    "",
		"https://ana@help.example.com":    "",
		"https://:443":                    "",

		"https://soporte.españa.example":                  "https://soporte.xn--espaa-rta.example",
		"https://SOPORTE.ESPAÑA.example:443/":             "https://soporte.xn--espaa-rta.example",
		"https://soporte.espan\u0303a.example:8443":       "https://soporte.xn--espaa-rta.example:8443", // decomposed
		"https://faß.example":                             "https://xn--fa-hia.example",
		"https://ayuda。例え.example":                        "https://ayuda.xn--r8jz45g.example",
		"https://soporte.xn--espaa-rta.example":           "https://soporte.xn--espaa-rta.example",
		"https://-ñ.example":                              "",
		"https://" + strings.Repeat("ñ", 80) + ".example": "",
	} {
		set, err := Config{URL: typed, Addr: "127.0.0.1:0", Locale: "es", Timezone: "UTC", Database: "hilo.db", Files: "files"}.check()
		if (err == nil) != (want != "") || err == nil && set.URL != want {
			t.Errorf("%s: %q, %v; want %q", typed, set.URL, err, want)
		}
	}
}

// An address that cannot be that of what listens is told.
func TestAddressesThatLieApart(t *testing.T) {
	for _, tt := range []struct {
		public, listens string
		warned          bool
	}{
		{"http://localhost:3000", "127.0.0.1:3000", false}, {"http://localhost:3000", "127.0.0.1:8080", true}, {"http://localhost", "127.0.0.1:3000", true},
		{"http://localhost", "[::1]:80", false}, {"https://help.example.com", "127.0.0.1:3000", false}, {"http://[::1]:3000", "[::]:3000", false},
	} {
		if got := apart(tt.public, tt.listens); (got != "") != tt.warned {
			t.Errorf("%s at %s: %q", tt.public, tt.listens, got)
		}
	}
}

// The sender is written as every mail server takes it.
func TestSenderIsASCII(t *testing.T) {
	for typed, want := range map[string]string{
		"":                             "",
		"ayuda@help.example.com":       "ayuda@help.example.com",
		"ayuda@soporte.españa.example": "ayuda@soporte.xn--espaa-rta.example",
		"señora@help.example.com":      "-",
		"ayuda@" + "ñ" + ".-x.example": "-",
	} {
		set, err := Config{URL: "https://help.example.com", MailFrom: typed, Addr: "127.0.0.1:0", Locale: "es", Timezone: "UTC", Database: "hilo.db", Files: "files"}.check()
		if (err == nil) != (want != "-") || err == nil && set.MailFrom != want || err != nil && !strings.Contains(err.Error(), "HILO_MAIL_FROM") {
			t.Errorf("%s: %q, %v", typed, set.MailFrom, err)
		}
	}
}
