package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file of settings is read as systemd reads it for the service.
func TestReadSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hilo.env")
	for text, want := range map[string]string{
		"HILO_NAME=Our help":                               "Our help",
		"  HILO_NAME = Our help  ":                         "Our help",
		"HILO_NAME=\"Our help\"":                           "Our help",
		"HILO_NAME='Our help'\n":                           "Our help",
		"# HILO_NAME=a\n; HILO_NAME=b\n\nHILO_NAME=c":      "c",
		"HILO_NAME=/mnt/backups?every=24h&keep=14":         "/mnt/backups?every=24h&keep=14",
		"HILO_NAME=smtp://user:p=s#s@mail.example.com":     "smtp://user:p=s#s@mail.example.com",
		"HILO_NAME=\"":                                     "\"",
		"HILO_NAME=":                                       "",
		"HILO_NAME=a\r\nHILO_LOCALE=en\r\n":                "a",
		"HILO_NAME=first\nHILO_NAME=last":                  "last",
		"no setting":                                       "!line 1",
		"HILO_NAME=x\n=x":                                  "!line 2",
		"export HILO_NAME=x":                               "!line 1",
		strings.Repeat("#\n", 9) + "HILO_NAME and no more": "!line 10",
	} {
		t.Setenv("HILO_NAME", "of the environment")
		t.Setenv("HILO_LOCALE", "")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := readSettings(file)
		if wrong, refused := strings.CutPrefix(want, "!"); refused {
			if err == nil || !strings.Contains(err.Error(), wrong) || !strings.Contains(err.Error(), file) {
				t.Errorf("%q: %v", text, err)
			}
		} else if got := os.Getenv("HILO_NAME"); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if err := readSettings(file + "-none"); err == nil {
		t.Error("a file that is not there is read")
	}
}
