package desk

import (
	"strings"
	"testing"
	"unicode/utf8"

	"hilo/app/fault"
)

// What a message may hold, to the character.
func TestMessageLimits(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		files      int
		want, key  string
	}{
		{"words", "Hello.", 0, "Hello.", ""},
		{"words and a file", "Hello.", 1, "Hello.", ""},
		{"a file alone", " \r\n", 1, "", ""},
		{"nothing", " \r\n\t", 0, "", "desk.body.empty"},
		{"nothing to be seen", "\u200b \u2060\ufeff", 0, "", "desk.body.empty"},
		{"as much as fits", strings.Repeat("ñ", MaxBody), 0, strings.Repeat("ñ", MaxBody), ""},
		{"the blanks after it do not count", " \n" + strings.Repeat("a", MaxBody) + " \n\n", 0, strings.Repeat("a", MaxBody), ""},
		{"indents, columns and tabs stay", "\r\n \n    total  used\nMem:\t7964  \n\tx\n \n", 0, "    total  used\nMem:\t7964  \n\tx", ""},
		{"one too many", strings.Repeat("ñ", MaxBody+1), 0, "", "desk.body.long"},
		{"lines of any system", "a\r\nb\rc\nd", 0, "a\nb\nc\nd", ""},
		{"empty lines stay", "a\n\n\nb", 0, "a\n\n\nb", ""},
		{"NUL", "a\x00b", 0, "", "desk.text.broken"},
		{"half a character", "a\xc3", 0, "", "desk.text.broken"},
		{"markup is only text", "<b>&amp;</b> ?", 0, "<b>&amp;</b> ?", ""},
		{"emoji and right-to-left", "👩‍👧 שלום", 0, "👩‍👧 שלום", ""},
	} {
		got, err := Message{Body: tt.body, Files: make([]File, tt.files)}.clean()
		switch {
		case tt.key != "":
			if refused(t, err, fault.Invalid, tt.key); fault.Of(err).Field != "body" {
				t.Errorf("%s: %v", tt.name, err)
			}
		case err != nil || got.Body != tt.want:
			t.Errorf("%s: %.20q, %v", tt.name, got.Body, err)
		}
	}
	_, err := say(strings.Repeat("a", MaxBody+1)).clean()
	if args := fault.Of(err).Args; len(args) != 4 || args[1] != MaxBody+1 || args[3] != MaxBody {
		t.Errorf("%v", args)
	}
}

// What was said comes back as it was said, from both engines.
func TestWordsComeBack(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "¿Cuánto es? 'x' \\ \"y\"", "Twice!")
		for _, body := range []string{strings.Repeat("ñ", MaxBody), `'; DROP TABLE tickets; --`, `\ ? ?? %s {{.}} $1`, "a\nb", "👩‍👧 שלום"} {
			e := s.ok(s.Reply(s.ctx, ana, n, say(body)))
			if got := s.thread(sam, n)[e.Seq-1]; got.Body != body || e.Body != body {
				t.Errorf("%.20q became %.20q", body, got.Body)
			}
			if line := s.ticket(ana, n).PublicLine; utf8.RuneCountInString(line) > 140 || strings.Contains(line, "\n") {
				t.Errorf("line %q", line)
			}
		}
		if got := s.ticket(ana, n); got.Subject != "¿Cuánto es? 'x' \\ \"y\"" {
			t.Errorf("%q", got.Subject)
		}
	})
}

// A list shows the first words, in one line.
func TestFirstLine(t *testing.T) {
	for body, want := range map[string]string{
		"":                        "",
		" a\n\n b\tc ":            "a b c",
		strings.Repeat("ñ", 140):  strings.Repeat("ñ", 140),
		"Sale:\n```json\n{}\n```": "Sale: {}", "```\n```": "``` ```",
		strings.Repeat("ñ", 141): strings.Repeat("ñ", 139) + "…",
	} {
		if got := firstLine(body); got != want {
			t.Errorf("%q", got)
		}
	}
}

// A new ticket is checked whole, so that all is mended in one go.
func TestProblems(t *testing.T) {
	if faults := about("Hello", say("Hello.")).Problems(); len(faults) != 0 {
		t.Errorf("%v", faults)
	}
	var fields []string
	for _, err := range (Question{Name: strings.Repeat("a", MaxName+1)}).Problems() {
		fields = append(fields, fault.Of(err).Field)
	}
	if got := strings.Join(fields, " "); got != "name topic subject body" {
		t.Error(got)
	}
	long := about(strings.Repeat("ñ", MaxSubject), say("Hello."))
	long.Name = strings.Repeat("ñ", MaxName)
	if err := long.clean(); err != nil {
		t.Error(err)
	}
}
