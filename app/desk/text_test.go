package desk

import (
	"errors"
	"strings"
	"testing"

	"hilo/app/fault"
)

// hollowTexts have characters, and nothing to see.
var hollowTexts = map[string]string{
	"a Hangul filler":             "\u3164",
	"its half width":              "\uffa0",
	"fillers of syllables":        "\u115f\u1160",
	"Braille without dots":        "\u2800\u2800",
	"zero widths":                 "\u200b\u200c\u200d\u2060\ufeff",
	"a soft hyphen":               "\u00ad",
	"variation selectors":         "\ufe0f\U000e0100",
	"tags":                        "\U000e0041\U000e007f",
	"marks that turn":             "\u202e\u2066\u061c",
	"marks without a letter":      "\u0301\u034f\u20dd",
	"vowels that no one sees":     "\u17b4\u17b5",
	"Mongolian separators":        "\u180b\u180e",
	"spaces of all widths":        "\u00a0\u1680\u2003\u202f\u3000",
	"a note without its head":     "\U0001d159",
	"interlinear and shorthand":   "\ufff9\U0001bca0",
	"a filler between the spaces": " \u3164 \n\t\u2800 ",
}

// Nothing to see is nothing, at whichever door it comes.
func TestNothingToSee(t *testing.T) {
	for name, text := range hollowTexts {
		if !Blank(text) {
			t.Errorf("%s is taken for something", name)
		}
		_, err := say(text).clean()
		refused(t, err, fault.Invalid, "desk.body.empty")
		q := about("Hello", say(text))
		refused(t, q.clean(), fault.Invalid, "desk.question.empty")
		q = about(text, say("Hello."))
		refused(t, q.clean(), fault.Invalid, "desk.subject.empty")
		if strings.TrimSpace(text) != "" {
			q = about("Hello", say("Hello."))
			q.Name = text
			refused(t, q.clean(), fault.Invalid, "desk.name.empty")
			refused(t, errors.Join(Details{"other": text}.Clean()...), fault.Invalid, "desk.detail.empty")
		}
		if got := Typed(text); got != "" {
			t.Errorf("%s is searched for: %q", name, got)
		}
		if m, err := (Message{Body: text, Files: make([]File, 1)}).clean(); err != nil || len(m.Files) != 1 {
			t.Errorf("%s beside a file: %v", name, err)
		}
	}
	for _, text := range []string{".", "é", "e\u0301", "한", "ᅡ", "⠁", "👍", "👩‍👧", "❤\ufe0f", "\U0001fae9", "€", "１", "\uf8ff", "\u3164a", "—"} {
		if Blank(text) {
			t.Errorf("%q is taken for nothing", text)
		}
	}
}

// A draft of nothing is none.
func TestNothingIsNoDraft(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		must(t, s.Drafts.Save(s.ctx, ana, Draft{Ticket: n, Body: "A word", Key: "k"}))
		must(t, s.Drafts.Save(s.ctx, ana, Draft{Ticket: n, Body: "\u3164", Key: "k"}))
		if d, err := s.Drafts.Of(s.ctx, ana, n); err != nil || d.Body != "" {
			t.Errorf("%q, %v", d.Body, err)
		}
		must(t, s.Drafts.Save(s.ctx, ana, Draft{Ticket: n, Body: "\n\n  x\n", Key: "k"}))
		if d, err := s.Drafts.Of(s.ctx, ana, n); err != nil || d.Body != "\n\n  x\n" {
			t.Errorf("as it was typed: %q, %v", d.Body, err)
		}
	})
}
