package search_test

import (
	"strings"
	"testing"

	"hilo/app/search"
)

// marked is a text with what a query finds in it in brackets.
func marked(query, text string) string {
	var b strings.Builder
	at := 0
	for _, s := range search.Parse(query).Marks(text) {
		b.WriteString(text[at:s.From] + "[" + text[s.From:s.To] + "]")
		at = s.To
	}
	return b.String() + text[at:]
}

// What finds a text is marked in it as it was written.
func TestMarks(t *testing.T) {
	for _, tt := range []struct{ query, want string }{
		{"cobro", "Un [cobro], dos [cobros]; recobro no"},
		{"ENVIO", "El [envío] y los «[Envíos]» de ayer"},
		{"envío dos", "[Dos] sin [envi\u0301o], y [dos]"},
		{"strasse", "Lange [Straße] 7"},
		{"84,90", "Son [84,90] €"},
		{"tx12345678", "La [TX-1234-5678], no la AB-1234-9999"},
		{"1234 5678 9012", "Es [1234-5678-9012] o [1234 5678 9012]"},
		{"5678", "Acaba en cinco mil: [TX12345678]; [5678]"},
		{"ana@example.com", "A <[ana@example.com]>, no a luis@example.com"},
		{"请求", "我的[请求]没有回复，另一个[请求]"},
		{"ｶﾞｽ", "今日の[ガス]"},
		{"한글", "이것은 [한글]입니다"},
		{"x-9 foto", "La [foto] [x-9]"},
		{"nada", "Aquí no hay"},
		{"¡!", "Nada que no sean signos ¡!"},
	} {
		if got := marked(tt.query, strings.NewReplacer("[", "", "]", "").Replace(tt.want)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.query, got, tt.want)
		}
	}
}

// A row shows the sentence with the word, and little before it.
func TestExcerpt(t *testing.T) {
	long := strings.Repeat("palabra ", 40)
	for _, tt := range []struct{ query, text, want string }{
		{"cobro", "Hola.\nAyer pagué. Hoy veo un cobro más. ¿Por qué?\nAdiós", "Hoy veo un cobro más. "},
		{"cobro", long + "y un cobro", "… palabra palabra y un cobro"},
		{"cobro", "cobro " + long, "cobro palabra palabra palabra…"},
		{"请求", "你好。我的请求没有回复。谢谢", "我的请求没有回复。"},
		{"nada", "Aquí no", ""},
	} {
		if got := search.Parse(tt.query).Excerpt(tt.text, 32); got != tt.want {
			t.Errorf("%s: %q, not %q", tt.query, got, tt.want)
		}
	}
}

// What a text lacks is looked for elsewhere.
func TestLacks(t *testing.T) {
	q := search.Parse("cobro tarjeta")
	lacks, _ := q.Lacks("La tarjeta")
	if none, _ := lacks.Lacks("Dos cobros"); len(none.Terms) != 0 {
		t.Errorf("%v", none)
	}
	if _, size := q.Lacks("\ufdfa"); size != len("صلى الله عليه وسلم") { // one sign
		t.Errorf("looked at %d bytes", size)
	}
	if got := lacks; len(got.Terms) != 1 || got.Excerpt("La tarjeta; el cobro", 99) != "La tarjeta; el cobro" {
		t.Errorf("%v", got)
	}
}

func FuzzMarks(f *testing.F) {
	f.Add("cobro", "un cobro")
	f.Add("ｶﾞ", "ガ\u3099 \u0301 ß½")
	f.Fuzz(func(t *testing.T, query, text string) {
		at := 0
		for _, s := range search.Parse(query).Marks(text) {
			if s.From < at || s.To <= s.From || s.To > len(text) {
				t.Fatalf("%q in %q: %v", query, text, s)
			}
			at = s.To
		}
		search.Parse(query).Excerpt(text, 100)
	})
}
